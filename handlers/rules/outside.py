"""What a funding guide never states, and orders that a question desk does not take."""

# ruff: noqa: E501 - a row of a table of words stays on one line
from __future__ import annotations

import re
from typing import Final

from handlers.rules.answer import Gap
from handlers.rules.plain_words import deed

# (gap, pattern); the first that fits wins. Searched in the folded question.
ALWAYS: Final[tuple[tuple[Gap, str], ...]] = (
    # Orders to change the data, or to act in a person's place.
    (
        Gap.ORDER,
        r"^(?:请|麻烦)?(?:帮我?|替我|给我)(?:把|将)|(?:把|将).{1,40}?(?:[标记][记]?[为成]|改一?下|改掉|改改|改成|乘以|翻倍|翻番|加倍|减半|清零|归零|变成|变为|设成|公开|发给|转给|发到|改为|换成|换为|改到|调[成为到]|调整到|提到|提升到|涨到|降[到为]|减[到为]|调整为|设为|设置为|更新为|更新成|删掉|删除|删了|去掉|提高到|增加到|加到)",
    ),
    (
        Gap.ORDER,
        r"(?:帮我|请|给我|麻烦)?(?:修改|更改|篡改|变更|改一?下|改动|更新一?下|删除|删掉|清空|重置|新增|添加|录入|撤销|取消)(?:一下|掉)?(?!了?(?:累计|注册|认定)*(?:多少|几|哪些))(?<!每年新增)(?<!累计新增).{0,12}(?:联系人|电话|邮箱|金额|类别|指南|数据|项目|条件|信息|任务|节点|数据库|内容|时限|记录|资料|专题)",
    ),
    (
        Gap.ORDER,
        r"^(?:请|麻烦|劳驾)?(?:帮我|给我|替我)?(?:取消|删除|删掉|删|撤销|修改|更改|去掉)[了掉]?\s*\d{1,2}[.\-]\d{1,2}(?!\d)",
    ),
    (
        Gap.ORDER,
        r"(?:联系人|电话|邮箱|金额|条件|时限|信息).{0,6}(?:改成|改为|换成|更新为|应该改|写错了|要改|需要更新|更正)",
    ),
    (
        Gap.ORDER,
        r"(?:帮我|替我|代我|给我)(?:写|填|做|编|起草|翻译|生成|画|写一?[份个篇]|拟)|^(?:请|麻烦)?(?:写|拟|起草|编|做)(?:一)?[份篇](?!工)|(?:帮我|替我|代我)(?:报名|提交|登记|预约|注册|打电话|发邮件|转达|转告)|(?:帮我|替我|代我|给我).{0,8}打(?:个|一个|一下|通)?电话",
    ),
    # Qualifications, rights and services of other windows.
    (
        Gap.OUTSIDE,
        r"(?:申请|注册|查询|转让|办|申报|获得|拿|取得|怎么|如何)(?:一个|个|国家|国内|国际|发明|实用新型|外观|一项)*(?:专利|商标|版权|著作权|软著)|(?:专利|商标|版权|软著)(?:申请|注册|怎么|如何|查询|代理|费|证书|资助|补贴|奖励)",
    ),
    (
        Gap.OUTSIDE,
        r"(?:怎么|如何|怎样|咋)(?:才能|才算|去|申请|办理|可以|能)*(?:认定|评定|评上|注册|开办|成立|办理|办|考|入库|评为|成为)|(?:认定|注册|办理|评定|入库)(?:的|得|要|需要?|该|应该?|须)*(?:准备|提交|交|满足|符合|具备|有)?(?:什么|哪些|啥|几个|怎样?|何种)?(?:样的|的)?(?:标准|资格|资质|门槛|流程|程序|步骤|指南|办法|条件|要求|材料|资料|时间|手续)|认定(?:奖励|补贴|奖补)|(?:才能|才算|才可以|才会)(?:够|被|给)?(?:认定|评定|评为|评上|算作|批准)|人才(?:补贴|补助|津贴|奖励|认定|卡|落户|引进(?:补贴|补助|奖励))",
    ),
    # A status or a title that somebody wants to have.
    (
        Gap.OUTSIDE,
        r"(?:怎么|如何|怎样|咋)(?:才能|才算|去|可以|能)*(?:申请|申报|成为|评上|当上?|拿到|获得)(?:成为|为|成)?[\u4e00-\u9fff]{0,8}(?:企业|中心|基地|实验室|孵化器|载体|空间|称号|资质|证书?|特派员|专家)$",
    ),
    (
        Gap.OUTSIDE,
        r"(?:营业执照|组织机构代码证|税务登记证|社保|公积金|居住证|身份证|户口|签证|护照|发票|驾照).{0,4}(?:怎么|如何|在哪|哪里)(?:办|开|领|申请|查|注册)?",
    ),
    (
        Gap.OUTSIDE,
        r"加计扣除|税收优惠|减免税|所得税|增值税|退税|个税|贷款利率|利息|上市|融资租赁|社保补贴|租房|人才公寓|落户|购房|入户|签证",
    ),
    # How and where handing in works.
    (
        Gap.OUTSIDE,
        r"邮寄|快递|寄(?:过|给|去|送|出)|(?:寄|快递|送达|送|办公|单位|科技局|你们局|贵局|窗口|现场|收件|通讯|办事)(?:到|去|往|的)?(?:地址|地点|到哪里?|去哪里?|在哪里?|哪里?(?!个))|(?:纸质|纸版|书面|原件|盖章)(?=.{0,8}(?:哪|几份|多少份|吗|怎么))|(?<!邮箱)(?<!邮件)(?<!信箱)(?<!网)地址|在(?:哪里?(?!个|些|位|一|几|方面|项|类|条|号)|什么地方|哪个位置|几楼|哪条路)(?:办公|办|交|申报|申请|提交)?|几楼|哪栋|怎么走|(?:怎么|如何|咋)(?:过去|去|坐车|乘车)|几路车?|坐(?:什么|哪路|几路)?车|公交|停车|导航|地铁|邮编|传真|微信(?:号|群|公众号)?|公众号|qq(?:号|群)?|抖音|二维码",
    ),
    (
        Gap.OUTSIDE,
        r"(?:有没有|有无|还有|出)[^,。?!]{0,10}(?:单独|专门|另外|自己)的?[^,。?!]{0,8}指南|网址|网站地址|官网|网站|链接|登录|登陆|密码|账号|帐号|注册账|系统(?:在哪|怎么|地址|入口|打不开|网址)|(?:申报|阳光|业务|管理)(?:平台|系统)(?:在哪|怎么|地址|入口|打不开|是(?=什么|哪一?个(?!项目|类|专)))|网上(?:怎么|如何|在哪|[申填]?报)|入口|线上.{0,4}(?:平台|系统|入口)|app|小程序",
    ),
    (
        Gap.OUTSIDE,
        r"(?:申报|申请|办理|审批|评审|立项|报名|项目|具体|操作)?(?:的)?(?:流程|步骤|程序)(?:是|怎|如|有|$|[?!。,])|怎么走流程|(?:怎么|如何|怎样|(?:在|去|到|上)?哪里?)(?:报名|参赛|备案|报备|登记|缴费|兑付|兑现|领取)|几个步骤|分几步",
    ),
    (
        Gap.OUTSIDE,
        r"哪(?:里|儿)?(?:可以|能)?下(?=$|[?!,。呢啊呀])|模板|范本|样表|样本|下载|填写说明|怎么填|找谁写|代写|如何填|填报说明|字数|页数|(?:几|多少)份(?!什么|哪|啥|材料|资料|文件|证)|格式|盖章|骑缝|装订|封面",
    ),
    # What comes after handing in.
    (
        Gap.OUTSIDE,
        r"(?:怎么|如何)变更|多(?:重|远|宽|厚|深)(?![大点要度])|(?:能不能|可不可以|可以|能否|可否|能).{0,4}(?:转包|外包|分包|换|变更|更换|转让|延期|延长|终止|撤回|撤销|中途|退出)|同时(?:申报|申请|报)|重复申报|兼报|限报|(?:最多|只能|可以)(?:申报|报|申请)(?:几|多少|两|多)|公示|评审(?:专家|标准|结果|时间|会|怎么|是(?!哪个?(?:项目|类|专))|多久|要)|评分|打分|通过率|中标率|成功率|中签|竞争(?:大|激烈)|多少人(?:申报|报)|(?:多少|几)(?:家|个)(?:单位|企业|公司)(?:申报|报)|申报(?:人数|数量)|(?:谁|哪家|哪个(?:单位|公司|企业)|哪些(?:单位|公司|企业)).{0,4}(?:中标|获奖|中了|拿到|立项了|入选|获批|得奖|拿了|得了|获得)|获奖名单|名单|冠军|一等奖|中标|获批名单|立项(?:名单|结果|公告|文件)|结果(?:什么|出来|公布|怎么|在哪|查询|出|如何)|(?:审核|审批|审查|评审|立项|受理|办理|处理|批复|答复|回复)(?:要|需要?|得|会|周期|时间|大概|一般|通常)*(?:多久|多长|几天|几个(?:月|工作日)|多少(?:天|个?工作日))|审核(?:结果|通过|进度)|进度(?!要求|安排)|批下来(?!了?的)|批复",
    ),
    (
        Gap.OUTSIDE,
        r"验收|结题|中期检查|绩效(?:评价|考核)标准|拨付|拨款时间|到账|到帐|打款|(?:钱|款|资金|经费|补助|资助)(?:什么时候|多久|何时|几时|啥时候).{0,2}(?:到|给|拨|发|下来|打)|(?:多久|多长时间|什么时候|何时|几时|啥时候|哪天|几天|几号)(?:之?后|内)?(?:能|可以|会|才|就)?(?:能)?(?:拨|到账|到帐|到款|到位|发放|打款|打钱|给钱|发钱|批|出结果|有结果|公布|公示|知道|收到|回复|答复|通过|审)|分几[次期批](?:拨|给|付|到)|(?:拨款|拨付|款|资金)分几[期批次]|怎么(?:拨付|发放)|经费(?:使用|支出|预算|科目)|能(?:用来|用于|买)|可以(?:用来|用于|买|开支)|管理费|间接费|退回|追回|违约|处罚|罚款|保证金|押金|手续费|收费|申请费|报名费|(?:评审|专家|劳务|差旅|审计|代理|检测|入会|会员)费|要交钱",
    ),
    (
        Gap.OUTSIDE,
        r"投诉|举报|上访|信访|领导是谁|局长|副局长|市长|书记|省长|总理|主席|党组|编制|招聘|招人|生日|年纪|年龄|岁数|性别|单身|(?:哪里|哪儿|哪个?地方|什么地方)(?:的)?人|籍贯|老家|学历|上班时间|(?:几点|什么时候|何时|几时|今天|明天|现在|周[一二三四五六日末]|[上下]午|中午).{0,4}上班|上班(?=[吗么没不])|下班|几点(?:上班|下班|开门|关门)|工作时间|办公时间|午休|周末|节假日|放假",
    ),
    # What those do who take part, visit or move in; who got it; what a person is.
    (
        Gap.OUTSIDE,
        r"入驻|入园(?!区)|入会|参观|游览|游玩|租用|租借|参赛[^,。?!]{0,6}(?:奖|钱|费|补|资助|条件|要求|资格|怎么)|(?:获奖|得奖)[^,。?!]{0,6}(?:奖|钱|多少)|是(?:不是)?(?:个)?[正副]?(?:科长|处长|主任|领导|局长|博士|教授|党员)(?:吗|么|不|吧|$)|身份证号|银行卡号|家庭住址|住在哪|车牌号|领导(?:的)?(?:电话|手机|姓名|名字|分工)|找哪(?:一)?家|(?:批|通过|过审|审|评上|选上|立上|入选)了(?:没有?|吗|么)|^(?!.*(?:单位|牵头|任务|配合|负责)).*(?:是|有)哪(?:几家|些(?:企业|公司|单位))(?:企业|公司|单位)?$|(?:申报|申请|任务|揭榜)[书表](?:该|应该?|要|得)?(?:怎么|如何|怎样)(?:写|填|做|弄|编)",
    ),
    # The world at large.
    (
        Gap.OUTSIDE,
        r"附近(?:有|哪)|周边(?:有|哪)|天气|下雨|气温|台风|股票|基金(?!会|项目)|彩票|汇率|比特币|房价|油价|新闻|电影|电视剧|音乐|唱歌|游戏|小说|菜谱|吃什么|吃饭|美食|餐厅|酒店|旅馆|景点|机票|火车票|高铁|外卖|快递单|减肥|坏了|维修|修理|看病|挂号|感冒|失眠|星座|算命|笑话|故事|写诗|作诗|一首诗|足球|篮球|世界杯|奥运|比分|女朋友|男朋友|找对象|结婚|离婚|谈恋爱|老婆|老公|你爱|你喜欢|喜欢你|爱你|你多大|你几岁|你叫什么|你是谁|你是(?:不是)?(?:人|机器|真人|ai|男|女|什么)|谁(?:做|开发|发明|写)(?:的|了)你|你会(?:什么|不会)|chatgpt|gpt|人工智能助手|几点了|现在几点|今天(?:几号|星期几|周几|礼拜几)|星期几|周几|[\d]+\s*[+*×÷]\s*\d+|等于几|首都|历史上|翻译成|英语怎么说|高考|考研|四六级|中考|驾校|作业",
    ),
    (
        Gap.OUTSIDE,
        r"(?:有什么|有啥|什么|啥)?区别|哪个(?:好|更好|容易|简单|划算|值得)|(?:更|最)(?:容易|简单|划算|值得)(?:申|报|拿|过)?|更好|最好(?=$|[?!,。的申报拿过])|推荐(?:哪|我|一)|建议(?:报|选)|你觉得|你认为|怎么看|值不值得|好不好(?:报|拿|过|申)|难不难|难度|容易(?:过|吗|通过|申)|靠谱|真的假的|骗|为什么|为何|为啥|什么意思|是什么意思|怎么理解|定义|依据(?:是)?(?:什么|哪)|哪个文件规定|政策依据",
    ),
)
# Other offices and their programmes, which a guide may treat but hardly under another name.
_ELSEWHERE: Final = re.compile(
    r"重点实验室|院士工作站|博士后|企业技术中心|新型研发机构|首台(?:套|\()|专精特新|小巨人|瞪羚|独角兽|单项冠军|隐形冠军|创新券|技改|技术改造|贯标|科技(?:保险|贷款|信贷)|贷款|贴息|融资|担保|技术合同|科技成果登记|成果登记|火炬统计|自然科学基金|自科基金|重点研发计划|科技进步奖|自然科学奖|技术发明奖|高层次人才|留学|海归|创业补贴|就业补贴|稳岗|产业园租金|场租|租金|电费|水费|用地|招商引资"
    r"|(?:农业农村|农业|工业和信息化|工信|教育|财政|发改|发展和?改革|卫健|卫生健康|人社|人力资源|商务|住建|生态环境|市场监管|税务|文旅|自然资源|民政|公安|统计|审计|应急管理?)(?:局|委|厅|部(?!门))(?!(?:依法|正式)?(?:登记|注册|备案|批准))"  # 民政局登记的协会 says who asks
)
# How to do what: two characters, or one of those that are done to papers.
_HOW: Final = re.compile(
    "(?:怎么|如何|怎样)(?:才能|才|可以|能|去|来|要|样)*(?P<act>[写填盖寄查改退撤当考](?:$|才|好|[?!。,上])|(?![的了样个着过办报申联对算分给拿做弄搞说讲找问选评支资补奖])[\u4e00-\u9fff]{2})"
)
_YEAR: Final = re.compile(
    r"(?<![\d.])((?:19|20)\d{2})(?:年度?|(?!\d|\.\d))|(?<!\d)(1\d|2\d|3\d)年(?!内|期)度?"
)
_OTHER_YEARS: Final = re.compile(
    r"(?:去年|上一?年)(?!度?的?(?:财务|审计|会计|营收|报表|年报|决算|纳税|完税|社保))|前年|明年|后年|来年|次年|下一?年度?(?!度报)|(?:往年|历年|以往)(?!的?(?:经[验历]|业绩|成绩|成果|承办))|今后|下一批|上一批|上届|往届|下届|上一届|下一届|明后年"
)
# Who asks, before the year or behind it.
_ASKER: Final = re.compile(
    "我们?|我司|咱们?|本(?:公司|单位|企业|校|院|所)|俺们?|(?:公司|单位|团队|老板)(?=$)"
)
_STOP: Final = re.compile(r"[\s,。;!?、]")
_DONE: Final = re.compile("过(?![期程去])|了|没|评[上为]|获评|批下|成立|注册|认定|获|入库|拿|中")
_FOUNDED: Final = re.compile(
    "(?:才|刚|就|新)?(?:成立|注册|创办|开办|登记|毕业|出生|入职|认定|评定|评上|获评|获批|备案|挂牌|建成|组建)(?!的?名单|结果|多少|几|条件|标准)"
)
# A year's papers: 2021年的财务报告.
_PAPERS: Final = re.compile("度?的?(?:财务|审计|会计|营收|报[表告]|年报|决算|纳税|完税|社保)")
_COMPARED: Final = re.compile("(?:比|较|相比|对比)$")  # 比前年涨了三成
_ASKED: Final = re.compile(
    "谁|哪|多少|(?<![了好过])几|什么|怎么|如何|吗|[么不]$|是否|能不能|可不可以|有没有|有无"
)
_ALWAYS: Final = tuple((gap, re.compile(pattern)) for gap, pattern in ALWAYS)


# Messages that mean to turn the desk into something else: nothing in them is answered.
_HOSTILE: Final = re.compile(
    r"忽略.{0,12}(?:指令|提示|规则|要求|设定|内容)|(?:ignore|forget|disregard|override).{0,30}(?:instruction|prompt|rule)"
    r"|(?:你(?:现在|从现在起|将|就)|假设你|假装你|扮演).{0,3}(?:是|为|成).{0,6}(?:管理员|系统|root|admin|开发者|助手|ai|黑客)|管理员(?:权限|模式|身份)"
    r"|开发者模式|越狱|system prompt|系统提示|you are now|act as|jailbreak|developer mode|drop table|delete from|select .* from|sudo|<script|rm -rf"
)


def hostile(text: str) -> bool:
    """Tell whether a folded message gives the desk orders about itself."""
    return _HOSTILE.search(text) is not None


def outside(text: str) -> tuple[Gap, str] | None:
    """Find in a folded question what no guide states, with the words that say so."""
    for gap, pattern in _ALWAYS:
        match = pattern.search(text)
        if match:
            return gap, match[0]
    return None


_ORIGINAL: Final = re.compile("原文|原话|条款|这一?条|[文指]件?南?里")  # asks how it is written


def act_asked(text: str) -> str | None:
    """Find what a folded question wants to know how to do, where it is no matter of applying: 怎么退出."""
    match = _HOW.search(text)
    if match and match["act"] == "写" and _ORIGINAL.search(text):
        return None
    return match["act"] if match and not deed(match["act"]) else None


def elsewhere_said(text: str) -> tuple[str, ...]:
    """Find in a folded question the names of other offices and of programmes that few guides treat."""
    return tuple(_ELSEWHERE.findall(text))


def years_said(text: str) -> tuple[tuple[int, str], ...]:
    """Find the years that a folded question names, each with its words."""
    return tuple(
        (int(match[1]) if match[1] else 2000 + int(match[2]), match[0]) for match in _YEAR.finditer(text)
    )


def other_year_said(text: str) -> str | None:
    """Find words such as 去年 and 明年, which mean another year's guide; not in what applicants tell of themselves."""
    match = _OTHER_YEARS.search(text)
    return match[0] if match and not told_of_applicant(text, match.start(), match.end()) else None


def told_of_applicant(text: str, start: int, end: int) -> bool:
    """Tell whether a year belongs to a story about who asks: 我们去年协办过, 2021年成立的公司."""
    before, behind = _STOP.split(text[:start])[-1], _STOP.split(text[end:])[0]
    if _FOUNDED.match(behind):
        return True
    if _PAPERS.match(behind) or (_COMPARED.search(before) and not _ASKED.search(behind)):
        return True
    asker = next(reversed(list(_ASKER.finditer(before))), None)
    # 我印象里2021年给多少 asks of that year.
    theirs = asker and (asker.end() == len(before) or _DONE.search(behind) or not _ASKED.search(behind))
    own = theirs or _ASKER.match(behind)
    later = text[end + len(behind) :]
    story = _DONE.search(behind) and not _ASKED.search(before + behind) and _ASKED.search(later)
    return bool(own or story)
