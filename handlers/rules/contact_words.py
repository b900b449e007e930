"""The words of 联系人 blocks: labels, what departments end with, surnames."""

from __future__ import annotations

import re
from enum import StrEnum


class Label(StrEnum):
    """What the next value is."""

    PERSON = "person"  # a name
    PHONE = "phone"  # a number to ring
    EMAIL = "email"  # a mailbox
    DEPARTMENT = "department"  # who is in charge
    FAX = "fax"  # a number not to ring
    ASIDE = "aside"  # a number for something else: complaints, the system's hotline
    SKIP = "skip"  # addresses, hours and other things that no field takes


class TokenKind(StrEnum):
    """What a word of the block is."""

    LABEL = "label"  # 电话：
    DEPARTMENT = "department"  # 高新技术科
    NAME = "name"  # a person
    PHONE = "phone"  # a number to ring
    EMAIL = "email"  # a mailbox
    SAME = "same"  # 同上
    ASIDE = "aside"  # a number that is no contact of ours
    UNKNOWN = "unknown"  # a short word that might be a name
    POSSIBLE = "possible"  # a surname, and behind it words of sentences: 申报国
    UNREAD_MAIL = "unread_mail"  # looks like a mailbox and was not understood
    UNREAD_DIGITS = "unread_digits"  # looks like a phone and was not understood


# Tried in this order at the start of a word.
LABELS: tuple[tuple[Label, re.Pattern[str]], ...] = (
    # 监督电话, 系统技术支持电话
    (
        Label.ASIDE,
        re.compile(
            r"(?:监督|投诉|举报|纪检|(?:系统|平台|网络)(?:技术)?(?:支持|咨询|服务)?|技术支持)(?:联系)?(?:电话|热线|邮箱|QQ群?)"
            r"|(?:投诉|监督|举报|纪检|监察)(?:(?:与|和|及)?(?:投诉|监督|举报|监察))?(?:受理)?(?:部门|单位|机构|方式|组|室)?(?=:|$)"
            r"|(?:申报|业务)?(?:系统|平台|网络|网站|软件|技术|账号)(?:技术|操作|使用|注册|填报|问题)*(?:支持|客服|保障|运维)(?:人员?|单位|方)?(?=:|$)"
        ),
    ),
    (Label.FAX, re.compile(r"(?:电话)?传真(?:电话|号码)?|Fax|FAX")),
    (
        Label.EMAIL,
        re.compile(
            r"(?:电子|联系|办公|业务|受理|接收|报送|材料|申报|专用|科室|咨询|指定|共用|公用|公共|共同|统一){0,3}(?:邮箱|邮件|信箱)(?:地址|账号)?|E-?-?[Mm]ail|EMAIL|E-MAIL"
        ),
    ),
    (
        Label.PERSON,
        re.compile(
            r"(?:项目|业务|政策|指南|技术|具体|本专题|专题|申报|咨询){0,2}(?:联系人员?|联络人员?|咨询人员?|经办人员?|负责人|对接人)|姓名"
        ),
    ),
    (
        Label.PHONE,
        re.compile(
            r"(?:联系|咨询|办公|业务|固定|服务|科室|移动|政策){0,2}(?:电话|手机|座机|固话|热线)(?:号码?)?|联系方式|咨询方式|联络方式|(?:TEL|Tel|tel)\.?"
        ),
    ),
    (
        Label.DEPARTMENT,
        re.compile(
            r"(?:联系|业务|责任|主管|受理|咨询|归口|牵头|负责|所在|管理){0,2}(?:科室|处室|股室|内设机构|机构|部门|单位)(?:名称)?"
        ),
    ),
    (
        Label.SKIP,
        re.compile(
            r"(?:联系|通讯|办公|邮寄|受理|材料报送|报送){0,2}(?:地址|地点)|邮政编码|邮编|网址|网站|QQ群?号?|微信号?|(?:办公|受理|工作|咨询)时间|职务|职称|备注|序号"
        ),
    ),
)
# 同上, 同第2类, 同1.2, 与专题一类别2相同
_COUNTED = r"[一二三四五六七八九十\d]+"
_MEANT = (
    rf"(?P<topic>(?:专题|领域|板块)\s?{_COUNTED})?(?:的)?"
    rf"(?P<category>(?:项目类别|类别|方向|项目|课题)\s?[\d.\-一二三四五六七八九十]+"
    rf"|第\s?{_COUNTED}\s?(?:类|个?(?:项目|类别|方向)|项)(?:项目|类别)?|(?:\d{{1,2}}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ]|[IVX]{{1,4}})[.\-]\d{{1,2}})?"
)
SAME = re.compile(
    r"(?:(?:联系人|电话|邮箱|联系方式|以上|信息|、|及|和|与)*(?:均|皆)?)?"
    r"(?:同上|同前|(?:同|(?:与|见|参见|参照)(?=上述|专题|领域|板块|项目|类别|方向|课题|第|\d|[Ⅰ-Ⅻ]))"
    rf"\s?(?:上述|本专题)?{_MEANT}(?:的?(?:联系人|联系方式))?(?:相同|一致)?)$"
)

# 同项目类别一中的, with a department or a person behind it
SAME_OF = re.compile(
    rf"((?:同|与|见|参见)\s?(?:上述|本专题)?(?:(?:专题|领域|板块|项目类别|类别|方向|项目|课题)\s?{_COUNTED}"
    rf"|第\s?{_COUNTED}\s?(?:类|个?(?:项目|类别|方向)|项)))(?:中|里|内)?的(?=.)"
)

# What the name of a department ends with.
DEPARTMENT_END = re.compile(
    r"(?:科|处|室|部|股|局|院|所|中心|办|委|厅|司|组|站|队|馆|窗口|协会|学会|科协|社科联|工商联|妇联|团委|工会|商会|联合会|公司|集团|大学|学院|管委会|委员会|联盟|专班)$"
)
# Words of a sentence that ends like a department: 材料报送至市政府305室
_NO_DEPARTMENT = re.compile(
    r"(?:经|承|主|督|代|待)办$|\d|报送|寄送|寄至|送至|发送|提交|请|材料(?![科股处室])|负责解释"
)
# A department of two characters.
_SHORT_DEPARTMENT = re.compile(r"[一-鿿][科股处室办站]")
# A department with a name right behind it: 高新技术科廖文杰
STUCK = re.compile(
    r"(?P<department>[一-鿿]{2,16}(?:科|处|室|部|股|局|站|中心|办公室|(?<![经承主督代待])办(?![公理事])))(?P<name>[㐀-䶿一-鿿\U00020000-\U000323af]{2,4}?(?:副?[科处局股]长|副?主任|老师|同志|先生|女士)?)$"
)
# The post of a person behind a department: 高新科科长
POST = re.compile(r"副?(?:科长|处长|主任|局长|部长|股长|组长|所长|院长)")
# A department before a label: 高新科办公电话
OFFICE_LABEL = re.compile(
    r"(?P<office>[一-鿿]{2,14}[科处股部])(?=(?:办公|咨询|联系|业务|值班|固定|服务|电子)?(?:电话|邮箱|手机|座机|热线))"
)
# A department in a sentence: 均由规划财务股统一受理, 咨询请联系规划财务股.
_IN_CHARGE = (
    r"(?:负责|受理|承办|经办|管理|办理|解答|答复|组织)(?:受理|解释|管理|办理|实施|解答|组织|咨询|申报|工作)*"
)
SERVED = re.compile(
    r"(?:[一-鿿]*(?:由|请联系|请咨询|请致电|请与))?"
    r"(?P<department>(?![一-鿿]*(?:由|请))[一-鿿]{1,16}(?:科|处|室|部|股|局|院|所|中心|办))"
    rf"(?:(?:统一|具体|牵头|归口|全权|分别)?{_IN_CHARGE}|(?<=.)联系)"
    r"|[一-鿿]*(?:请联系|请咨询|请致电)(?P<asked>[一-鿿]{2,16}(?:科|处|室|部|股|局|院|所|中心|办))"
)
# What stands behind a name.
TITLES = re.compile(
    r"(?:副?(?:科长|处长|主任|局长|部长|组长|所长|院长|经理)|老师|同志|先生|女士|小姐|工程师|研究员|助理|工|科员)$"
)
# Words of a sentence, which no name holds.
NO_NAME = re.compile(
    r"办公|纪检|监察|监督|投诉|举报|地址|工作|时间|咨询|负责|兼|上午|下午|受理|技术|业务|政策|项目|平台|系统|网|请|如有|以上|联系|电话|材料|申报|科技|见|详|或|由|各|专题|类别|方向|领域|部分|研究|工业|农业|产业|同上|其他|无"
    r"|电子|抄送|主送|抄报|同时|转发|备用|备份|发送|报送|回复|注明|主题|格式|命名|手机|微信|值班|窗口|号码|日常|如下|分别|包括|以下"
)
# Words with such a sign that begin like a surname.
_NO_PERSON = re.compile(r"申请|官网|农网|常见|尚无|[向于和都应]各|[应都]由|应[见详]")
# Chinese characters, also the rare ones that only names bear: 䶮, 𬭎 (Unicode, extensions A to H).
_HAN = "㐀-䶿一-鿿\U00020000-\U000323af"
NAME = re.compile(rf"[{_HAN}]{{2,4}}|[{_HAN}]{{1,8}}·[{_HAN}·]{{1,10}}|[{_HAN}][A-Za-z某XＸ*]{{1,2}}")
UNKNOWN = re.compile(rf"[{_HAN}]{{2,12}}")  # what only its neighbours may explain
_DEPARTMENT_LENGTHS = range(3, 31)  # characters
_LONGEST_NAME = 3  # characters of a name whose surname has one
NONE = re.compile(r"暂?无|待定|空缺|另行通知")

_COMPOUND_SURNAME = re.compile(
    "欧阳|司徒|司马|上官|诸葛|东方|皇甫|尉迟|公孙|令狐|慕容|端木|夏侯|澹台|宇文|长孙|轩辕|钟离|闾丘|独孤"
    "|南宫|百里|呼延|东郭|西门|第五|拓跋|完颜|淳于|单于|太史|公冶|申屠|公羊|鲜于|赫连|万俟|濮阳|闻人|宗政|仲孙"
    "|左丘|梁丘|公良|公西|公仪|谷梁|羊舌|漆雕|乐正|壤驷|颛孙|子车|巫马|亓官|司寇|司空|段干|太叔|夹谷"
    "|宰父|纳兰|爱新觉罗|叶赫|那拉|乌雅|佟佳|呼衍|斛律|耶律|北宫|仲长|哥舒|贺若"
)
# The surnames of one character: those that most people bear, and the rarer ones of the Hundred Surnames.
SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔"
    "向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕"
    "单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚"
    "娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池"
    "查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴"
    "盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戈伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况"
    "那宿鲜印逄隆茹诺战慕危玉银亢嵇公哈湛宾戎勾茅利於呼居揭干但尉冶斯元束檀衣信展阴昝智幸奉植衡富尧闭由郄"
    "郗郦逯鄂麴酆钮郇訾昝桓郤璩濮郏宓隗贝芦殳夔厍蒯缑谯笪佴甯璟贲郁逄钭弘蓬郓郄昃郐鄯"
)


def is_name(word: str) -> bool:
    """Tell whether a word is a person's name by its surname."""
    return NO_NAME.search(word) is None and _bears_surname(word)


def is_likely_name(word: str) -> bool:
    """Tell a name that holds a sign of sentences behind its surname, as 周详, where its place shows it."""
    single = all(len(hit) == 1 for hit in NO_NAME.findall(word))
    return single and NO_NAME.match(word) is None and is_possible_name(word)


def is_possible_name(word: str) -> bool:
    """Tell a word of sentences that may be a name all the same, as 申报国."""
    told = NO_NAME.fullmatch(word) or _NO_PERSON.match(word)  # these are no names
    return told is None and NO_NAME.search(word) is not None and _bears_surname(word)


def _bears_surname(word: str) -> bool:
    if NAME.fullmatch(word) is None:
        return False
    if _COMPOUND_SURNAME.match(word) or "·" in word:
        return True
    return word[0] in SURNAMES and len(word) <= _LONGEST_NAME


def is_short_department(word: str) -> bool:
    """Tell a department of two characters, as 水科, where its place shows that it is no person."""
    return _SHORT_DEPARTMENT.fullmatch(word) is not None and word[0] not in "科处股"  # 科室：…


def is_department(word: str) -> bool:
    """Tell whether a word is the name of a department by its end."""
    return (
        len(word) in _DEPARTMENT_LENGTHS
        and not _NO_DEPARTMENT.search(word)
        and DEPARTMENT_END.search(word.split("(", maxsplit=1)[0]) is not None
    )


def without_title(name: str) -> str:
    """Take 科长, 老师 and the like off a full name; 王主任 stays as printed."""
    bare = TITLES.sub("", name)
    return bare if len(bare) > 1 else name
