"""Words that people type for the words that documents print."""

# ruff: noqa: E501 - a row of a table of words stays on one line
from __future__ import annotations

import re
from typing import Final

# Everyday, dialect and chat forms of question words: (pattern, standard word).
SAID: Final[tuple[tuple[str, str], ...]] = (
    # dialect and slang; 哪几个钱多 asks which
    ("几多钱|(?<![哪这那])几个钱|几个子儿|几毛钱|几钱|多儿钱|多少米|多少银子|多少大洋", "多少钱"),
    ("几多", "多少"),  # Cantonese
    ("(?<=了)该?(?:怎么办|咋办)[?!。,;](?=.)", ","),  # what is asked stands behind
    ("(?<=[一-鿿])[啊呀哦噢咧喔哟]+(?=$|[?!。,; ])", ""),  # particles that end a sentence
    ("边个(?=科室|邮箱|电话|部门|老师)", "哪个"),  # Cantonese
    ("边(?:个|啲|几个)(?=单位|部门)", "哪些"),  # Cantonese
    ("边(?:个|一个)(?=项目|类别|专题|专项)", "哪个"),  # Cantonese
    ("边个|边位", "谁"),  # Cantonese
    ("(?<![这那周旁身双海外沿])边(?=一?[年项份条种家类样])", "哪"),  # Cantonese
    ("仲有", "还有"),  # Cantonese
    ("边度|哪儿|哪旮", "哪里"),  # Cantonese, northern
    ("点样|点解|咋样|咋个|咋|肿么", "怎么"),  # Cantonese, northern, chat
    ("乜嘢|乜野|咩嘢|咩|神马|啥子|啥", "什么"),  # Cantonese, chat, Sichuan, northern
    ("俾|畀", "给"),  # Cantonese
    ("专案", "专项"),  # Taiwan
    ("同埋", "和"),  # Cantonese
    ("(?<=[我你佢])哋", "们"),  # Cantonese
    ("佢", "他"),  # Cantonese
    ("咗", "了"),  # Cantonese
    ("嗰", "那"),  # Cantonese
    ("啲", "些"),  # Cantonese
    ("攞", "拿"),  # Cantonese
    ("喺", "在"),  # Cantonese
    ("嚟", "来"),  # Cantonese
    ("一齐", "一起"),  # Cantonese
    ("(?<=[完好成到])先(?=[给拿发补拨有算])", "才"),  # Cantonese: 做完先给钱
    ("嘅", "的"),  # Cantonese
    ("定系|抑或", "还是"),  # Cantonese
    # Cantonese; not in 联系科技局, 体系, 关系, 院系
    ("(?<=[\u4e00-\u9fff])(?<![联关体院派])系(?=[择定边几乜咩唔事农科做搞开间谁哪什])", "是"),
    ("系咪|系唔系", "是不是"),  # Cantonese
    ("揾", "找"),  # Cantonese
    ("冇", "没有"),  # Cantonese
    ("唔该晒?", "请"),  # Cantonese
    ("呢(?=[个啲些份条类]|项(?!目)|种(?![植养子]))", "这"),  # Cantonese
    ("唔", "不"),  # Cantonese
    ("电活|电画|典话|点话|电化(?![学教工铝])", "电话"),  # typed by sound or shape
    ("邮相|油箱|游箱|邮葙|由箱", "邮箱"),  # typed by sound or shape
    ("联系入|连系人|联络人|联系仁|联[席昔戏西希喜细夕]人", "联系人"),  # typed by sound or shape
    ("公邮|办公邮箱|工作邮箱", "邮箱"),  # everyday
    ("材枓|才料|材科|财料", "材料"),  # typed by shape or sound
    ("条建|条健|条见|絛件", "条件"),  # typed by sound
    ("金頟|金客|金鹅", "金额"),  # typed by sound or shape
    ("申抱|甲报|申暴|申报高", "申报"),  # typed by sound or shape
    ("截至", "截止"),  # confused in everyday writing
    ("(?<![a-z])tel(?:ephone)?(?: ?(?:no|number)s?)?(?![a-z])|phone(?: ?numbers?)?", " 电话 "),  # English
    ("e-?mail(?: ?address(?:es)?)?|mailbox|(?<![a-z])mail(?![a-z])", " 邮箱 "),  # English
    (
        "(?:should|to|can|do|may|shall) (?:i|we) (?:call|ring|phone)|(?<![a-z])call(?![a-z])",
        " 电话 ",
    ),  # English
    ("(?:who|which unit) leads?(?![a-z])|lead unit", " 谁牵头 "),  # English
    ("contact person|contacts?|who (?:is|should|do|can|to)|(?<![a-z])who(?![a-z])", " 联系人 "),  # English
    ("how much|amounts?|funding|subsidy|subsidies|grants?|(?<![a-z])money(?![a-z])", " 多少钱 "),  # English
    ("how many projects|how many|(?<![a-z])quota(?![a-z])", " 几个 "),  # English
    ("how long|duration|(?<![a-z])periods?(?![a-z])", " 多久 "),  # English
    ("deadlines?|due date|closing date|(?<![a-z])ddl(?![a-z])|when", " 截止 "),  # English, chat
    ("requirements?|conditions?|eligib\\w+|qualif\\w+|who can apply", " 条件 "),  # English
    ("documents?|materials?|paperwork|what to submit", " 材料 "),  # English
    ("departments?|divisions?|(?<![a-z])sections?(?![a-z])|(?<![a-z])offices?(?![a-z])", " 科室 "),  # English
    ("cost[- ]?sharing|matching funds?|co-?funding", " 配套 "),  # English
    ("categories|category|projects?|programmes?|programs?", " 项目 "),  # English
    ("(?<![a-z])list(?![a-z])|which", " 哪些 "),  # English
    ("apply|application|(?<![a-z])apply for(?![a-z])", " 申报 "),  # English
    ("(?<![a-z])tasks?(?![a-z])", " 任务 "),  # English
    ("(?<![a-z])milestones?(?![a-z])", " 节点 "),  # English
    ("competitive(?:ly)?", " 择优 "),  # English
    ("targeted|designated|directed", " 定向 "),  # English
    ("upfront|in advance|beforehand|pre-?fund\\w*", " 事前 "),  # English
    ("afterwards?|reimburs\\w+|post-?fund\\w*", " 事后 "),  # English
    ("(?<![a-z])or(?![a-z])", "还是"),  # English
    (
        "(?<![a-z])(?:the|of|for|is|are|what|does|do|in|to|an?|and|please|me|about|tell|give|show|can|i|you|on|my|it|this|that|with|by|s)(?![a-z0-9\\-])",
        " ",
    ),  # English function words
)

# Words for things that documents call otherwise; the second is used where the guide knows it and not the first.
TERMS: Final[tuple[tuple[str, str], ...]] = (
    ("高企", "高新技术企业"),  # abbreviation
    ("高新企业", "高新技术企业"),  # abbreviation
    ("双创", "创新创业"),  # abbreviation
    ("r ?& ?d", "研发"),  # English
    ("退钱", "退回"),  # everyday word
    ("钱要退", "要退回"),  # everyday word
    ("迁走", "迁出"),  # everyday word
    ("小贷", "小额贷款"),  # abbreviation
    ("连着", "连续"),  # everyday word
    ("不能迁出", "不迁出"),  # everyday word
    ("不许", "不得"),  # everyday word
    ("搬家", "迁出"),  # everyday word
    ("搬了", "迁出"),  # everyday word
    ("晚还", "逾期"),  # everyday word
    ("搬走", "迁出"),  # everyday word
    ("搬进来", "迁入"),  # everyday word
    ("搬过来", "迁入"),  # everyday word
    ("创业比赛", "创业大赛"),  # synonym
    ("创业赛", "创业大赛"),  # abbreviation
    ("比赛", "大赛"),  # synonym
    ("竞赛", "大赛"),  # synonym
    ("赛事", "大赛"),  # synonym
    ("碳达峰碳中和", "双碳"),  # what the abbreviation stands for
    ("碳达峰", "双碳"),  # part of it
    ("碳中和", "双碳"),  # part of it
    ("低碳", "双碳"),  # near synonym
    ("减碳", "双碳"),  # near synonym
    ("科创", "科技创新"),  # abbreviation
    ("工程中心", "工程技术研究中心"),  # abbreviation
    ("工程技术中心", "工程技术研究中心"),  # abbreviation
    ("工程研究中心", "工程技术研究中心"),  # abbreviation
    ("技术转移", "成果转化"),  # near synonym
    ("成果转移", "成果转化"),  # near synonym
    ("技术转化", "成果转化"),  # near synonym
    ("校企合作", "产学研"),  # synonym
    ("产学研合作", "产学研"),  # longer form
    ("农科园", "农业科技园"),  # abbreviation
    ("农业园", "农业科技园"),  # abbreviation
    ("农创", "农业科技"),  # abbreviation
    ("研学旅行", "研学"),  # longer form
    ("研学旅游", "研学"),  # longer form
    ("研学游", "研学"),  # longer form
    ("游学", "研学"),  # synonym
    ("联合报", "联合申报"),  # shorter form
    ("一起报", "联合申报"),  # everyday word
    ("一起申报", "联合申报"),  # everyday word
    ("共同申报", "联合申报"),  # synonym
    ("合作申报", "联合申报"),  # synonym
    ("小镇", "特色镇"),  # shorter form
    ("路线", "线路"),  # reversed
    ("科特派", "科技特派员"),  # abbreviation
    ("科技特派", "科技特派员"),  # abbreviation
    ("卫生院", "医疗机构"),  # a kind of it
    ("卫生所", "医疗机构"),  # a kind of it
    ("乡镇", "乡村"),  # near synonym
    ("村子", "乡村"),  # everyday word
    ("自创区", "自主创新示范区"),  # abbreviation
    ("科技奖励", "科技奖"),  # longer form
    ("科技奖项", "科技奖"),  # longer form
    ("科学技术奖", "科技奖"),  # what the abbreviation stands for
    ("科学奖", "科技奖"),  # abbreviation
    ("民间奖", "社会力量设立科技奖"),  # everyday word
    ("民间", "社会力量"),  # everyday word
    ("社会设奖", "社会力量设立科技奖"),  # abbreviation
    ("孵化基地", "孵化载体"),  # synonym
    ("众创空间", "孵化载体"),  # a kind of it
    ("联合会", "联盟"),  # near synonym
    ("产业联盟", "创新联盟"),  # shorter form
    ("高新园区", "高新区"),  # synonym
    ("高新技术产业开发区", "高新区"),  # what the abbreviation stands for
    ("招榜", "揭榜"),  # confused
    ("悬赏", "揭榜"),  # everyday word
    ("财报", "财务报告"),  # abbreviation
    ("中小型企业", "中小企业"),  # longer form
    ("可研", "可行性"),  # abbreviation
    ("gdp", "地区生产总值"),  # English abbreviation
    ("生产总值", "地区生产总值"),  # shorter form
    ("新能源车", "新能源汽车"),  # shorter form
    ("ai", "人工智能"),  # English abbreviation
    ("dual[- ]carbon|carbon(?:[- ]neutral\\w*)?", "双碳"),  # English
    ("neutrinos?", "中微子"),  # English
    ("agricultur\\w*|farming|farm", "农业"),  # English
    ("high[- ]?tech(?:nology)? (?:enterprise|compan)\\w*", "高新技术企业"),  # English
    ("high[- ]?tech zones?", "高新区"),  # English
    ("science (?:and technology )?parks?|parks?", "园区"),  # English
    ("alliances?", "联盟"),  # English
    ("competitions?|contests?", "大赛"),  # English
    ("entrepreneurship|start-?ups?", "创业"),  # English
    ("engineering(?: technology)?(?: research)? cent(?:er|re)s?", "工程技术研究中心"),  # English
    ("commissioners?|envoys?", "特派员"),  # English
    ("awards?|prizes?", "科技奖"),  # English
    ("popular science|science popularization", "科普"),  # English
    ("study tours?|research tours?", "研学"),  # English
    ("technology transfer|commerciali[sz]ation", "成果转化"),  # English
    ("incubat\\w+", "孵化"),  # English
    ("tourism", "旅游"),  # English
    ("lab(?:oratory|s)?", "实验室"),  # English
    ("rural", "乡村"),  # English
    ("industry[- ]university(?:[- ]research)?", "产学研"),  # English
    ("robot\\w*", "机器人"),  # English
    ("biolog\\w*|biotech\\w*", "生物"),  # English
    ("medic\\w*|health\\w*", "医疗"),  # English
    ("semiconductors?|chips?", "芯片"),  # English
    ("talents?", "人才"),  # English
    ("platforms?", "平台"),  # English
    ("innovation", "创新"),  # English
)


def standard(question: str) -> str:
    """Replace everyday, dialect and English question words by the standard ones."""
    for pattern, word in _SAID:
        question = pattern.sub(word, question)
    return question


_SAID: Final = tuple((re.compile(pattern), word) for pattern, word in SAID)
