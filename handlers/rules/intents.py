"""The words that tell what a question asks for."""

# ruff: noqa: E501, SIM905 - a row of a table of words stays on one line
from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from handlers.rules.answer import Intent


@dataclass(frozen=True, slots=True)
class Wish:
    """An intent found in a question; a weak one only counts where nothing unknown stands beside it."""

    intent: Intent
    start: int
    end: int
    strong: bool
    word: str


_Q = "(?:多少|几|哪些|什么|哪)"  # question words
_WHOM = "(?:谁|哪(?:一)?(?:位|个|名)(?:老师|同志|领导|负责人|干部|工作人员|经办人?|人(?![员才]))?)"
_THERE = "(?:一下|下)?(?:局里|你们|咱们|那边|贵局|贵单位|科里|里面|这边)?(?:的)?"
_TALK = "(?:说|谈|讲|聊|联系|对接|沟通|咨询|请教|反映|汇报|商量|打听|了解|接洽|问)"
_PAYING = "(?:给|拨|补|发|拿|领|资助|付|打款|打钱|下拨|到账|奖)"  # what an office does with money
_CHOSEN = "(?:(?:公开|参与)?(?:竞争|竞选|评选|评审|评比|比选|择优|遴选|招标|打擂|pk|海选|抢)(?:性)?)"
_APPOINTED = "(?:指定|定向|内定|直接(?:给|定|委托|安排|下达)?|委托|安排|点名|定好|分配)"
_DOING = "(?:干|做|建|办|搞|实施|完成|完工|验收|投|垫|动工|开工)"  # what an applicant does
_MONEY = "(?:了|完)?(?:钱|款|资金|经费)?(?:了)?"
_APPLY = "(?:申报|申请|报名|报|参加|参与|承接|承担|做|来|投)"

# intent, strong, pattern. Where patterns overlap the longest wins, then the first.
WORDS: Final[tuple[tuple[Intent, bool, str], ...]] = (
    # Contacts.
    (
        Intent.PHONE,
        True,
        "(?:联系|咨询|办公|服务)?(?:电话|手机|座机|固话|热线)(?:号码?)?|联系方式|联络方式|怎么联系|如何联系|怎样联系|联系(?:得|不)上|电联",
    ),
    (Intent.PHONE, True, "打(?:给)?(?:谁|哪|几号|哪个|什么号)|致电|拨打|拨哪|号码是?多少|有(?:没有)?号码"),
    (Intent.MAILBOX, True, "(?:电子|联系|科室)?(?:邮箱|信箱|邮址|邮件|电邮|伊妹儿)(?:地址|号)?"),
    (
        Intent.MAILBOX,
        True,
        "(?:材料|资料|申报书|文件|表)?(?:发|投|传|报送|报|交|提交|发送|投递|递交)(?:到|去|给|往|至)(?:了)?(?:哪里|哪个|哪|什么邮|谁)",
    ),
    (
        Intent.MAILBOX,
        True,
        "(?:发|投|交|寄|报|报送|提交|递交|收)(?:材料|资料|申报书|文件|东西)(?:的|到|用的)?(?:电子)?(?:邮箱|信箱|邮址)",
    ),
    (
        Intent.MAILBOX,
        True,
        "(?:材料|资料|申报书|文件|东西|表格?)?[^,。?!]{0,2}(?:发|投|传|报送?|交|提交|发送|投递|递交|寄)(?:到|去|给|往|至|在)?(?:了)?(?:谁|哪个|哪|什么|啥)(?:的)?(?:电子)?(?:邮箱|信箱|邮址|邮件)",
    ),
    (
        Intent.PERSON,
        True,
        "(?:联系|对接|咨询|负责|经办)(?:的)?(?:老师|同志|人员)|联系人|负责人|负责(?:的)?(?:老师|领导|人员)|(?:哪个|哪位|什么)老师|(?:哪些|哪几个)(?:人(?![员才])|联系人|老师|同志)|老师是(?:谁|哪)|经办人?|对接人|联络员是谁|负责同志|办事员|经手人|同一?个(?:人(?![员才])|老师|联系人)",
    ),
    (
        Intent.PERSON,
        True,
        "(?:应该?|要|该|可以|得)?(?:找|问|联系|咨询|对接)(?:的)?(?:是)?(?:谁|哪位(?:老师|同志|领导)?|哪个(?:老师|人|同志|领导)|什么人)|(?:谁|哪位|哪个人)(?:来|在)?(?:负责|管|跟进|对接|经办|主管|联系|受理|分管)(?:的?(?:对接|联系|跟进|受理|办理|联络))?",
    ),
    (
        Intent.PERSON,
        True,
        "(?:归|由|跟|向|和|与|是|被)(?:谁|哪位)(?:来|在)?(?:负责|管|跟进|对接|联系|受理|咨询|主管|分管|联络|沟通)",
    ),
    (
        Intent.PERSON,
        True,
        f"(?:找|联系|对接|请教|咨询|请示){_THERE}{_WHOM}(?:来|去)?{_TALK}?|(?:跟|向|和|同|与|给){_THERE}{_WHOM}(?:来|去)?(?:{_TALK}|(?=$|[,?!。呢呀啊]))|{_WHOM}(?:来)?(?:说|谈|对接|经办|接洽|跟进|受理)|哪(?:位|个)(?:同志|领导|负责人|干部|工作人员)",
    ),
    (Intent.PERSON, False, "谁|哪位|哪个人|贵姓|尊姓|姓什么|姓啥|叫什么"),
    (
        Intent.DEPARTMENT,
        True,
        "(?:哪个|什么|哪一个|啥)(?:主管|负责|归口|受理|管理|业务|所属|对口)?(?:科室|部门|处室)|(?<!科技)(?<!政府)(?<!园区)(?<!新区)(?<!发区)(?<!民政)(?<!相关)(?<!有关)(?<!行政)(?:主管|负责|归口|受理|管理|业务|所属|对口)?(?<!科技)(?<!政府)(?<!园区)(?<!新区)(?<!发区)(?<!民政)(?<!相关)(?<!有关)(?<!行政)(?:科室|部门|处室)(?!(?:做|办|建|牵头|能|可以?|要|想|申|报|登记|备案|批准|认定))|(?:归|属于?|由|是|找|问|联系)?哪个?科(?!技|学|研|创|普)|(?:归|由|属)哪(?:里|个)?(?:管|负责)|归口|哪个处(?!理)",
    ),
    # Money.
    (
        Intent.AMOUNT,
        True,
        "(?:钱|资金|经费|补贴|资助|补助|金额)(?:总共|一共|大概|大约)?(?:有|是|给|能给|能拿|能有)?(?:多少|几)(?!项|个|家|年|名)|多少(?:万元|万块|万|钱|元|块钱?|经费|资金|资助|补助|补贴|奖金|奖励|扶持)|几万|几十万|几百万|多少(?:金额|额度)",
    ),
    (
        Intent.AMOUNT,
        True,
        "(?:资助|补助|补贴|支持|扶持|奖励|项目|最高|单项)?(?:金额|额度|强度|经费|资金|标准额)(?:是)?(?:多少|多大)?|(?:资助|补助|补贴|扶持|奖补)(?:标准|力度|款|费)|(?:运营|服务|承办|建设)费|支持力度",
    ),
    (
        Intent.AMOUNT,
        True,
        "(?:给|拿|补|拨|资助|补助|补贴|奖|支持|扶持|奖励|得到?|领)(?:到|了)?(?:多少|几)(?!项|个|家|年|名)(?:万元?|钱|块钱?|经费|资金)?|(?:有什么|有没有|有|什么)(?:补贴|资助|补助|钱拿)(?!项目|的|方式|中心)|能拿钱|拿到钱|给不给钱|有没有钱|有钱(?:拿|给|补)?(?:吗|么)",
    ),
    (Intent.AMOUNT, True, "(?:哪个|哪项|谁).{0,3}(?:钱|资助|补贴|金额|经费)(?:更|比较)?(?:多|少|高|低|大)"),
    (
        Intent.AMOUNT,
        True,
        "(?:每|一)(?:个|项|家|类|户)(?:项目)?(?:给|补|拿|资助|支持|是|有|能拿|能给)?(?:多少|几)(?:万元?|钱|块)?(?![家个项人场名条次期])|(?:能|可以?)?(?:拨|批)(?:给|下来?|下)?(?:多少|几)(?![家个项人场名条次期])|封顶|上限|(?:最高|最多|顶格|至多)(?:能|可以?|可|会)?(?:支持|资助|补助|补贴|奖励|给|拿|补|奖)(?:到)?(?:多少|几)?(?:万元?|钱)?(?=$|[,?!。]|是|呢|呀|啊)",
    ),
    (Intent.AMOUNT, True, r"\d+(?:\.\d+)?万(?:元|块)?.{0,3}(?:对吗|对不|对么|是吗|是吧|没错|对吧)"),
    (
        Intent.AMOUNT,
        True,
        "按?(?:百分之几十?|几个点|多少比例|什么比例|多少百分比)(?:来)?(?:补|奖|给|资助|支持)(?:贴|助|励)?",
    ),
    (
        Intent.AMOUNT,
        True,
        "(?:一次(?:性)?|分(?:几年|年度?|期|批|次)|逐年|每年)[^,。?!]{0,4}还是[^,。?!]{0,4}(?:一次(?:性)?|分(?:几年|年度?|期|批|次)|逐年|每年)(?:给|拨|付|补|发)?(?:完|清)?",
    ),
    (
        Intent.AMOUNT,
        False,
        "值多少|多少(?=$|[^\u4e00-\u9fff]|[呢呀啊吧的哦嘛来万元钱块])|补贴|资助|补助|扶持",
    ),
    (
        Intent.COUNT,
        True,
        "(?:一共|共|总共)?(?:支持|资助|扶持|立项?|安排|补助|立|评|选|批|招|给)(?:了)?(?:多少|几)(?:项|个|家|名|单位)|(?<![做办建造成展])(?:多少|几)(?:个)?(?:项|名额|指标|立项)(?!目)|名额|立项数(?:量)?|项目数(?:量)?|支持数量|支持项数|资助数量",
    ),
    (
        Intent.COUNT,
        True,
        "(?:多少|(?<!哪)几)个(?:大)?(?:项目)?(?:类别|专题|大类|方向)|(?:多少|(?<!哪)几)(?:大)?(?:类别|专题|大类|类|种)|(?:多少|(?<!哪)几)个项目|类别数|专题数",
    ),
    (Intent.COUNT, False, "(?<!哪)几个|多少个|(?<!哪)几家|多少家|数量"),
    (
        Intent.MODE,
        True,
        "(?:支持|资助|补助|扶持|拨款)(?:的)?(?:方式|模式|形式|类型)|(?:是|属于|属)?(?:事前|事后|前期|后期)(?:资助|补助|支持)?(?:还是|或者?)(?:是)?(?:事前|事后|前期|后期)(?:资助|补助|支持)?|(?:是|属于|属)?(?:定向|择优|竞争性?)(?:支持|资助|委托|择优)?(?:还是|或者?)(?:是)?(?:定向|择优|竞争性?)(?:支持|资助|委托|择优)?",
    ),
    (
        Intent.MODE,
        True,
        "先给钱还是后给钱|先(?:做|干|给|拿|领|发|垫|拨|补|建).{0,6}(?:还是)?后.?(?:补|给|拨|付|拿|领|发)|(?:什么|哪种)(?:方式|形式)(?:支持|资助|补助|拨)|要不要竞争|需要竞争吗|怎么(?:资助|支持|补助)",
    ),
    # Which comes first, the money or the work: 给了再干, 干完再补, 先拨后建.
    (
        Intent.MODE,
        True,
        f"先{_PAYING}{_MONEY}.{{0,4}}(?:还是|或者?)先?{_DOING}|先(?:{_PAYING}|{_DOING}){_MONEY}.{{0,4}}(?:再|后|然后).{{0,3}}(?:{_PAYING}|{_DOING}){_MONEY}",
    ),
    (
        Intent.MODE,
        True,
        f"(?:{_PAYING}{_MONEY}.{{0,2}}(?:再|后|之后|以后|然后|才).{{0,2}}{_DOING}|{_DOING}{_MONEY}.{{0,2}}(?:再|后|之后|以后|然后|才).{{0,2}}{_PAYING}){_MONEY}",
    ),
    # 竞争还是指定, 评选的还是直接给的: how those who get the money are chosen.
    (
        Intent.MODE,
        True,
        f"是?{_CHOSEN}[^,。?!]{{0,4}}还是(?:直接)?[^,。?!]{{0,3}}{_APPOINTED}|是?{_APPOINTED}[^,。?!]{{0,4}}还是[^,。?!]{{0,3}}{_CHOSEN}",
    ),
    (Intent.MODE, True, "(?:要|得|需要?)?(?:自己|企业|单位|我们)?先(?:自己)?垫(?:钱|资|付|支|款)?(?:吗|么)?"),
    (
        Intent.COST,
        True,
        "(?:财政|两级)?共同(?:承担|负担|出资|分担|出钱)|(?:钱|经费|资金|费用)?(?:由|是)?(?:谁|哪级(?:财政)?|哪里|哪一?方)(?:来)?(?:出(?![面现去来])|掏|承担|负担)(?:钱|资)?|(?:市|县|区|省|企业|我们?|自己)[^,。?!]{0,4}(?:出|掏|承担|负担)[一二三四五六七八九十\\d]+成|(?:怎么|如何|怎样)(?:个)?(?:摊|分摊|分(?:钱|账|担|配|成)?(?![类别析期年为])|承担|出(?:钱|资)?(?=$|[,?!。吗呢])|掏)|各(?:出|掏|承担)?一半|对半|一半(?=吗|$)|(?:各|分别)?(?:掏|摊|出|承担|负担|分担)(?:多少|几成|百分之几十?|几个点)|百分之几十?|几个点|几几开",
    ),
    (
        Intent.COST,
        True,
        "(?:经费|资金|费用|成本)?(?:怎么|如何|怎样|按什么比例)?分(?:担|摊)(?:比例)?|(?:市县|市区|省市|县区|市|县|区|两级|财政)(?:之间)?(?:是|都)?(?:怎么|如何|怎样|各)分(?!类|别|析)|(?:出|占|承担)几成|(?:要|需要?|得)?配(?:套)?(?:多少|几)|自筹(?:经费|资金|比例)?|(?:资金|经费)?配套(?!设施|基建|建设|工程|服务|政策)(?:资金|经费|比例)?|匹配(?:资金|经费|比例)|配比|(?:出资|投入|分成|负担)?比例",
    ),
    (
        Intent.COST,
        True,
        "自己(?:要|得|需要|也要|还要)?(?:出|掏|投|垫|拿)(?:多少|几)?(?:钱|资金|经费)?|自掏|各出多少|(?:市|县|区|省|镇)里?(?:财政)?(?:各|要|分别)?出(?:多少|几|钱)|(?:市|县|区|省|镇)(?:里|级|本级)?(?:财政)?(?:全部?|也要?|都|另外?|还要?|要|得)(?:共同|一起|一块|各自)?(?:出(?!现|台|具|版|席)|掏|承担|负担)|谁(?:来)?出钱|(?:市|县|区)(?:级)?(?:财政)?(?:和|与|跟)(?:市|县|区)(?:级)?(?:财政)?(?:怎么|如何|各)",
    ),
    # What and how long.
    (
        Intent.CONDITIONS,
        True,
        "(?:申报|申请|报名|准入|入选)?(?:条件|资格|资质|门槛|对象|主体)(?:要求)?|(?:申报|申请|单位|报名)(?:的)?要求|符合什么|够(?:不够)?(?:格|资格|条件)|(?:有)?(?:怎么|何种|什么样的?)要求|(?:能不能|可不可以|能否|可否|可以|能)(?:去|来)?申(?=$|[,?!吗么不])|什么要求|有(?:什么|哪些|啥|没有)要求|要求(?:是)?什么|哪些要求|申报单位",
    ),
    (
        Intent.CONDITIONS,
        True,
        f"(?:谁|哪些人|什么人|哪类人|哪些?(?:类|种|样)?(?:的)?(?:单位|企业|公司|机构)|什么(?:样|类型)?(?:的)?(?:单位|企业|公司|机构|人)|哪种单位)(?:才)?(?:可以|能够?|有资格|适合|可){_APPLY}",
    ),
    (
        Intent.CONDITIONS,
        True,
        f"(?:能不能|可不可以|可否|能否|是否可以?|有没有资格){_APPLY}|(?:可以|能够?|能){_APPLY}(?:这个|该|此)?(?:项目)?(?:吗|么|不|嘛)|(?:满足|具备|达到)(?:的)?(?:什么|哪些|啥)(?!级别)",
    ),
    # 要不要以前承办过, 得有什么经验: what an applicant must have done.
    (
        Intent.CONDITIONS,
        True,
        "(?:要不要|需不需要|必须|一定要|非得|是否要|是不是要)(?:有|得|以前|之前|曾经|先)?[^,。?!]{0,8}过(?![期程去])|(?:要|需要?|得|必须)?有?(?:什么|哪些|啥)?(?:样的)?经验(?:要求)?(?=$|[?吗么,])",
    ),
    (
        Intent.CONDITIONS,
        True,
        "(?:有|没)(?:有|没有)?份(?:吗|么|不|儿)?|轮得?到(?:我们?|吗)|够不够格|符不符合|算不算(?:数)?|算数(?:吗|么)|(?:申报|申请|参加|承担|承办|牵头|联合报|合报|一起报)(?=[^,。?!]{0,14}(?:可以|行|能行|成)(?:吗|么|不|不行|不成)$)",
    ),
    # 能报双碳平台吗: the name stands between.
    (
        Intent.CONDITIONS,
        False,
        "(?:可以|能够?|可)(?:去|来)?(?:申报|申请|报名|报|参加|承接|承担)(?=[^哪什多几怎,。?!]{0,24}(?:吗|么|嘛|不)$)",
    ),
    (
        Intent.MATERIALS,
        True,
        "(?:申报|申请|提交|所需|需要|报送|递交)?(?:的)?(?:什么|哪些)?(?:材料|资料|证件|证照|附件|手续)(?:清单|目录|要求|要)?|材料清单|(?:提交|准备|提供|交|带|递交|上交|备)(?:些|一些)?(?:什么|哪些|哪几(?:样|种|份|个)|几样)(?:东西|文件|材料)?|要什么文件|哪些文件|什么文件|文件清单|(?:申报|申请|计划|任务|揭榜|合同)书|承诺[书函]",
    ),
    (
        Intent.MATERIALS,
        True,
        "交不交|(?:要不要|用不用|需不需要|是否要?)(?:交|提供|提交|附上?|带上?)|(?:要|得|须)?(?:交|提供|提交|附上?)(?:吗|么|不$)",
    ),
    (
        Intent.RESEARCH,
        True,
        "(?:主要|具体)?(?:研究|建设|项目|实施|支持|工作|任务)?(?:的)?内容(?:是什么|有哪些)?|研究(?:什么|哪些|方向)|(?:主要|具体|要|需要|都|到底)?(?:是|来)?(?:做|干|搞|研究|开展|建设)(?:些|的)?(?:是)?(?:什么|哪些|嘛)(?!的?(?:单位|企业|人))|支持方向|(?:建设|工作|项目|总体)目标|(?:主要|重点|具体)任务|干嘛(?:的|用)?|(?:做|干)?(?:哪些|哪几件|几件)(?:事|工作)|做哪些|任务要求|建设任务|目标任务",
    ),
    (
        Intent.PERIOD,
        True,
        "(?:项目)?(?:实施|建设|执行|研究|项目|支持|服务|研发|资助)?(?:的)?(?:期限|周期|年限|时长|工期|实施期|建设期|执行期)(?:是)?(?:多久|多长|几年)?|(?:实施|建设|执行|持续|支持|做|为期|干|要|需要|搞|得)?(?:多久|多长时间|多长|(?<!近)几年|多少年|几个月|多少个月)(?:时间)?(?:完成|做完|内完成)?|为期|项目期",
    ),
    # Which.
    (
        Intent.LIST,
        True,
        "(?:有|是|都有|包括|包含|涉及|分为|分)?(?:哪些|哪几(?:个|类|种|项))|(?:列出|罗列|列一?下|列举|盘点|汇总)|(?:收|接收|受理|管|负责|对接|联系)(?:的)?(?:是)?(?:哪些|哪几个|什么(?=项目|类别))(?:项目|类别)?(?:的)?(?:申报)?(?:材料|资料)?|(?:全部|所有|每个|各个?)(?:的)?(?:项目|类别|专题)|都有(?:什么|谁)|有(?:什么|没有|无|木有)(?:可以|能)?(?:申报|申请)?(?:的)?(?:项目|类别)?",
    ),
    (
        Intent.CATEGORY,
        True,
        "(?:通俗|简单|详细|大致|简要|具体|仔细)?(?:地|点)?(?:介绍|讲解|说明)(?:一下|下)?|(?:通俗|简单|详细|大致|简要|具体|仔细)(?:地|点)?(?:讲讲|说说|说一?下|讲一?下)|(?:是|属于)?(?:哪个|哪一个|什么|哪一?类|哪项)(?:项目|类别|专题)|哪一?(?:类|项)|讲讲|说说|说一下|是什么|是干什么的|详情|详细情况|情况",
    ),
    (Intent.LIST, False, "的(?:项目|类别|专项)(?=$|[?。!])"),
    (
        Intent.CATEGORY,
        True,
        "(?:对应|属于?|算|归|划到|列在|放在)(?:的)?(?:是)?(?:哪一?[个项类]?|什么)(?:项目|类别|专项|专题|方向)?",
    ),
    (Intent.CATEGORY, False, "哪个|哪一个|什么"),
    # When.
    (
        Intent.DEADLINE,
        True,
        "(?:申报|申请|报名|提交|受理|交材料|递交|报送|网上申报|申报材料)?(?:的)?(?:截止|结束|开始|起止|开放)(?:的)?(?:时间|日期|日|到|是|了)?|(?:申报|申请|报名|提交|受理|报送|交材料|递交|上报)(?:的)?(?:时间|日期|期限|期|时限|窗口|节点)",
    ),
    (
        Intent.DEADLINE,
        True,
        "(?:到|在)?(?:什么时候|何时|什么时间|几时|哪天|几号|几月几?[号日]?|几月份|哪一天|哪个月)(?:之?前|以前|能|可以|才能|开始|要|得|截止|前){0,3}(?:申报|申请|报名|提交|交材料|交|受理|开始|报|截止|结束|开放|启动|上报|递交)(?:截止|结束)?|(?:还|现在|目前)(?:能|可以|来得及)(?:申报|报名|申请|报|提交)|来得及|过期|最晚|最迟|最后一天|最后期限|申报期",
    ),
    (Intent.DEADLINE, False, "什么时候|何时|什么时间|几时|哪天|几号|几月份?|哪个月|哪一天|多会儿|时间"),
)

# Whole messages that are nothing but courtesy: (pattern, thanks rather than greeting).
COURTESY: Final[tuple[tuple[str, bool], ...]] = (
    (
        "您好|你好|你们好|大家好|哈喽|哈罗|哈啰|嗨|嘿|喂|hi|hello|hey|hai|halo|nihao|ni hao|早上好|上午好|中午好|下午好|晚上好|早安|晚安|早|在吗|在么|在不在|在不|有人吗|有人么|有人在吗|请问|打扰了?|打搅了?|老师好?|领导好?|同志好?|亲|新年好|节日快乐|开始|start|/start|菜单|帮助|help|/help",
        False,
    ),
    (
        "谢谢(?:您|你|啦|了|老师)?|多谢|感谢|谢了|3q|thx|thanks?|thank you|辛苦了?|麻烦了|好的|好|知道了|明白了?|了解了|收到|ok|okay|嗯+|哦+|再见|拜拜|bye|88",
        True,
    ),
)

# Question words that are understood in pinyin as well; the rest of that vocabulary is the guide's.
SPOKEN: Final = (
    "电话 手机 号码 联系方式 怎么联系 邮箱 邮件 联系人 负责人 找谁 谁负责 谁 科室 部门 多少钱 多少 金额 经费 资金 资助 补助 补贴 几项 支持几项 名额 几个 事前 事后 "
    "定向 择优 支持方式 条件 申报条件 要求 资格 材料 申报材料 资料 需要 准备 什么 内容 研究内容 做什么 期限 多久 几年 比例 分担 自筹 配套 哪些 有哪些 有什么 项目 类别 "
    "专题 介绍 截止 截止时间 什么时候 时间 申报 申请 怎么 如何 请问 你好 您好 谢谢 想问 我 想 的 是 吗 呢 有 给 要 能 可以 这个 哪个 联系 任务 牵头 单位 完成 "
    "企业 公司 高校 协会 指南 "
).split()

_PERCENT: Final = re.compile("百分之几|几个点|(?:达到?|占)?多少")
_MEASURED: Final = re.compile("(?:占|达到?|增长|提高|提升|下降|比重)[^,。?!财补资]{0,10}$")
_OF_OFFICES: Final = frozenset({Intent.PHONE, Intent.MAILBOX, Intent.PERSON})
# What may stand between a word for money and what is asked of it.
_DEMANDS: Final = re.compile("(?:是否|要不要|有没有|必须|需要?|要|得)?(?:写|出|交|提供|提交|附)?")
_PATTERNS: Final = tuple((intent, strong, re.compile(pattern)) for intent, strong, pattern in WORDS)
_COURTESY: Final = tuple(
    (re.compile(rf"(?:(?:{pattern})[啊呀哈呢吧哇哦~!?,.。!,、\s]*)+"), thanks) for pattern, thanks in COURTESY
)


def wishes(text: str) -> tuple[Wish, ...]:
    """Find the intents in a folded text, in its order; the longest words win where some overlap."""
    found = [
        Wish(intent, match.start(), match.end(), strong, match[0])
        for intent, strong, pattern in _PATTERNS
        for match in pattern.finditer(text)
        if match[0]
    ]
    kept: list[Wish] = []
    for wish in sorted(found, key=lambda each: (each.start - each.end, not each.strong)):
        if all(wish.end <= other.start or wish.start >= other.end for other in kept):
            kept.append(wish)
    kept = [wish for wish in kept if not _is_measure(wish, text)]
    return tuple(sorted(_without_object(_without_modifier(kept, text), text), key=lambda each: each.start))


def _is_measure(wish: Wish, text: str) -> bool:
    """Tell whether a share is one that plans aim at, not one of the money: 研发经费占gdp要达到百分之几."""
    return wish.intent is Intent.COST and bool(
        _PERCENT.match(wish.word) and _MEASURED.search(text[: wish.start])
    )


def _without_object(found: list[Wish], text: str) -> list[Wish]:
    """Leave out a bare word for money before what is asked of it: 补助资金怎么分担, 资金要承诺函吗."""
    shared = any(wish.intent is Intent.COST for wish in found)
    return [
        wish
        for wish in found
        if wish.intent is not Intent.AMOUNT
        or re.search("[多几何大]", wish.word)
        or not (
            shared
            or any(
                _DEMANDS.fullmatch(text[wish.end : other.start])
                for other in _behind(wish, found)
                if other.intent is not Intent.AMOUNT
            )
        )
    ]


def _without_modifier(found: list[Wish], text: str) -> list[Wish]:
    """Leave out a bare word for an office right before what is asked of it: 科室电话, 部门的邮箱."""
    contact = {wish.start for wish in found if wish.intent in _OF_OFFICES}
    return [
        wish
        for wish in found
        if wish.intent is not Intent.DEPARTMENT
        or "哪" in wish.word
        or not {wish.end, wish.end + (text[wish.end : wish.end + 1] == "的")} & contact
    ]


def _behind(wish: Wish, found: list[Wish]) -> tuple[Wish, ...]:
    return tuple(other for other in found if other.start >= wish.end)


def courtesy(text: str) -> bool | None:
    """Tell whether a folded text is only thanks (True) or only a greeting (False); None for anything else."""
    return next((thanks for pattern, thanks in _COURTESY if pattern.fullmatch(text)), None)
