"""Build questions by a grammar, each with the outcome that its making promises."""

# ruff: noqa: E501, SIM905 - a text of words reads better than a column of them
from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

ANSWERED: Final = frozenset({"answer", "list"})
REFUSED: Final = frozenset({"none"})


@dataclass(frozen=True, slots=True)
class Made:
    """A question with its kind and what must come of it; None leaves a thing open."""

    kind: str
    question: str
    outcomes: frozenset[str]
    intents: frozenset[str] | None = None
    categories: frozenset[str] | None = None
    tasks: frozenset[str] | None = None
    stated: frozenset[tuple[str, str]] = frozenset()  # categories and intents whose facts must be told
    quoted: str = ""  # words of which the answer must hold most


# What people call the categories of the official guide.
NAMES: Final = {
    "1.1": ("高企树标提质", "促进高新技术企业树标提质专项", "树标提质"),
    "1.2": ("科技杯大赛承办", "科技杯创新创业大赛承办服务", "科技杯"),
    "1.3": ("产业技术创新联盟", "产业联盟建设资助", "创新联盟"),
    "1.4": ("中微子特色镇", "中微子科普旅游特色镇", "中微子小镇"),
    "1.5": ("省工程中心补助", "省级工程技术研究中心", "工程技术研究中心补助"),
    "2.1": ("珠西创新服务中心", "珠西科技产业创新服务中心", "珠西科创中心运营"),
    "2.2": ("揭榜挂帅", "重大科技计划揭榜挂帅", "揭榜挂帅攻关"),
    "2.3": ("双碳平台", "双碳技术成果转化平台", "双碳成果转化"),
    "3.1": ("科技园区能力提升", "科技园区创新能力提升", "园区创新能力"),
    "4.1": ("农业科技园区", "农业科技园区建设", "农科园"),
    "4.2": ("科普线路研学", "科技产业科普线路研学", "科普研学"),
    "5.1": ("科技特派员", "科技特派员和科研合作", "特派员"),
    "6.1": ("科技企业创新服务提升", "企业创新服务提升专项", "创新服务提升"),
    "6.2": ("社会力量科技奖", "社会力量设立科技奖", "社会力量设奖"),
    "6.3": ("产学研深度融合", "产学研融合促进成果转化", "产学研专项"),
}
# What people ask, by the intents that may be read from it.
ASKED: Final = {
    "phone": (
        "电话多少",
        "打哪个电话",
        "联系电话是多少",
        "有没有联系方式",
        "电话给一个",
        "怎么联系",
        "打电话找谁",
    ),
    "mailbox": ("邮箱是啥", "材料发哪个邮箱", "邮箱地址给一下", "发到什么邮箱", "资料往哪个邮箱发"),
    "person": ("找谁", "谁负责", "联系人是谁", "哪位老师在管", "该跟谁对接", "找哪位问"),
    "department": ("哪个科室管", "归哪个科", "是什么科室负责的", "属于哪个部门管"),
    "amount": (
        "给多少钱",
        "资助多少",
        "能拿多少钱",
        "一个项目补多少",
        "经费有多少",
        "有几万块",
        "扶持力度多大",
    ),
    "count": ("支持几项", "有几个名额", "总共立几项", "能支持多少个项目"),
    "mode": ("是事前还是事后", "先给钱还是后给钱", "是定向还是择优", "支持方式是什么"),
    "conditions": ("要什么条件", "申报条件有哪些", "有什么资格要求", "什么单位能报", "对申报单位有啥要求"),
    "materials": ("要交什么材料", "准备哪些材料", "材料清单发我看看", "需要提交啥资料"),
    "research": ("主要做什么", "研究内容是什么", "具体要干些什么", "建设内容有哪些"),
}
_ALSO: Final = {
    "phone": {"phone", "person"},
    "person": {"person", "department", "phone"},
    "department": {"department", "person"},
    "amount": {"amount"},
    "count": {"count"},
    "research": {"research", "category"},
    "mode": {"mode"},
}

# How a category and a wish stand together.
FRAMES: Final = (
    "{name}{wish}",
    "{name}{wish}呀",
    "{name}这个项目{wish}",
    "{name}那个，{wish}",
    "关于{name}，{wish}？",
    "{wish}，{name}的",
    "{name}的话{wish}",
    "想问{name}{wish}",
    "{name}，{wish}",
    "{wish}？我说的是{name}",
    "要是报{name}，{wish}",
    "就{name}来讲，{wish}",
    "{name}这一块{wish}呢",
    "那个什么{name}，{wish}来着",
)
# What people say before and behind a question: it tells nothing of what is asked.
BEFORE: Final = (
    "听说", "据说今年有钱，", "听同事讲", "听人说起过，", "领导让我打听下", "老板催我问", "我同学推荐我来问的，", "群里看到的，",
    "昨天开会提到", "看了半天没看懂，", "我翻了好几遍，", "刚接手这块工作，", "头一回弄，", "我是新来的，", "上午打电话没人接，",
    "不好意思打搅了，", "冒昧请教，", "弱弱问一句，", "有个事想弄明白，", "帮忙确认下，", "再核实一遍，", "替朋友问，", "有点着急，",
    "我们公司正打算申报，", "我们想试试，", "我们准备上报，", "我在企业上班，", "我负责公司的项目申报，", "公司规模不大，", "家里亲戚在做，",
    "记性不好，", "没找着，", "麻烦说详细点，", "方便的话讲一下，", "劳烦指点，", "我再确认一次，", "还是没搞清楚，", "你好呀，我想咨询一下，",
    "哎，", "话说", "对了，", "那", "请问老师，", "先问个基本的，", "我比较关心的是", "纠结半天了，", "急死我了，", "随便问问，",
)  # fmt: skip
BEHIND: Final = (
    "，谢谢", "，急急急", "，麻烦尽快回复", "，我好跟领导汇报", "，等着用", "，拜托拜托", "，辛苦了", "，在线等回复", "，我记一下",
    "，打扰了", "，越详细越好", "，说清楚点", "，有劳", "，感激不尽", "，能告诉我吗", "，知道的说一声", "，给个准话", "，一直没弄懂",
    "，发我一下", "，我抄下来", "，方便讲讲不", "，心里没底", "，哈哈", "，麻烦您嘞", "，老板等着呢", "，都行", "，简单说说就行",
)  # fmt: skip
# Clauses of applicants' lives, which ask nothing.
STORIES: Final = (
    "我们是做{trade}的，", "我们厂搞{trade}有十年了，", "我在一家{trade}公司上班，", "朋友开了个{trade}店，", "我司主营{trade}，",
)  # fmt: skip
TRADES: Final = "五金 软件开发 印刷 水产养殖 物流 家具 电子元器件 餐饮 建材 教育培训 检测 化工".split()

CITIES: Final = "广州 佛山 珠海 中山 深圳 东莞 惠州 肇庆 上海 成都 长沙 湛江".split()
YEARS: Final = ("2021年", "2019年度", "2024年", "2025年", "明年", "去年", "前年", "后年")
# Things that no funding guide tells of its projects.
STRANGE: Final = (
    "门票 食堂 停车位 宿舍 保险 房租 工资 制服 股价 装修 床位 学费 密码 颜色 味道 厨师 保安 班车 空调 年终奖 游泳池 烟花 海报 直播 会员卡 "
    "茶水 快餐 地毯 窗帘 广告位 健身房 咖啡 礼品 门牌 钥匙 排水 垃圾桶 电梯 雨伞 婚宴 理发 蛋糕 骑行 露营 烧烤 民宿 客房 班主任 "
    "学位 月薪 退休金 车牌 油耗 货架 冰箱 充电桩 路灯 围墙 花盆 菜单 票价 座位 演员 票房 歌手 球衣 帐篷"
).split()
STRANGE_ASKED: Final = (
    "{thing}多少钱",
    "的{thing}怎么样",
    "{thing}要多少",
    "的{thing}谁管",
    "有没有{thing}",
    "{thing}是什么样的",
    "的{thing}在哪买",
    "的{thing}几个",
)
# Programmes that the guide does not have.
PROGRAMMES: Final = (
    "跨境电商 幼儿园 养老院 低保 廉租房 预制菜 光伏屋顶 古村落保护 龙舟赛 家电以旧换新 奶牛养殖 民宿改造 非遗传承 托育机构 残疾人就业 "
    "船舶制造 无人机表演 短视频基地 电影拍摄 出口退税 稳岗返还 危房改造 高标准农田 农机购置 森林防火 河道整治 校车 社区食堂 "
    "动漫产业 海上风电 氢燃料电池 骨干教师 村卫生室 退役军人创业 公租房 垃圾分类 电梯加装 雨污分流 殡葬 文物修复"
).split()
PROGRAMME_ASKED: Final = (
    "补贴多少钱",
    "项目找谁",
    "怎么申请",
    "有什么条件",
    "专项支持几项",
    "要交哪些材料",
    "补助给几万",
    "的项目能报吗",
    "奖励标准",
    "归哪个科管",
    "有没有扶持",
)
# What is asked beside a category, and no guide states.
ELSEWHERE: Final = (
    "怎么退出", "验收要多久", "什么时候打款", "哪家单位去年中了", "评审专家有谁", "能延期吗", "网上在哪填", "申报书模板在哪下载", "要不要盖骑缝章",
    "寄到哪个地址", "竞争激烈吗", "容易过吗", "通过率高不高", "局长是谁", "结果哪天公布", "钱多久到账", "可以转让给别人吗", "怎么写才能中", "办公室在几楼",
)  # fmt: skip
CHATTER: Final = (
    "今天天气怎么样", "给我讲个笑话", "你是机器人吗", "晚上吃什么好", "江门有什么好玩的", "帮我写份检讨", "彩票中奖号码是多少", "怎么考驾照",
    "孩子上学找谁", "医保怎么报销", "水费去哪交", "楼上漏水找哪个部门", "附近有没有银行", "手机号怎么注销", "护照过期了怎么办", "公积金提取要什么材料",
    "交通违章在哪处理", "哪里可以打疫苗", "宠物狗要办证吗", "房产证丢了找谁补", "摩托车年检多少钱", "公交卡怎么退", "小区物业电话", "买车补贴有多少",
    "考公务员要什么条件", "煤气罐多少钱一瓶", "奶茶店加盟费", "坐高铁去北京要多久", "身份证号码几位", "月嫂一个月多少钱", "羽毛球场地怎么订",
)  # fmt: skip

# The tasks of the official table by what people call them.
TASKS: Final = {
    "75": ("生物医药产业园", "生物医药与健康产业"),
    "202": ("双百工程", "高新技术企业预评审", "高企政策宣讲培训"),
    "203": ("科技强链工程", "八大战略性产业集群的科技创新平台"),
    "204": ("研发经费统计培训", "研发经费税前加计扣除落实", "县域经济考核"),
    "205": ("大赛总决赛", "大赛启动仪式", "揭榜挂帅赛马流程"),
    "206": ("院士恳谈会", "院士路铜像", "双碳实验室组建"),
    "207": ("中微子实验站设备安装", "中心探测器不锈钢主结构", "中微子配套基建工程"),
    "208": ("五邑大学高水平研发机构", "华南生物医药大动物模型研究院"),
    "209": ("省科学院江门产研院", "江门产业技术研究院入孵"),
    "210": ("公共技术服务平台", "共性技术研发中试检测平台"),
    "211": ("人工智能技术的研发推广应用", "5G和新型储能推广"),
    "212": ("高新区扩容提质", "创建省级高新区", "一区多园"),
    "213": ("香港生产力促进局驻点", "港资企业服务调研", "香港生产力促进局分支机构"),
    "228": ("邑科贷", "科技企业首贷风险补偿"),
}
TASK_ASKED: Final = {
    "due": (
        "什么时候完成",
        "几月几号前要搞定",
        "完成时限是哪天",
        "最迟几号",
        "哪天到期",
        "到什么时候为止",
        "截止时间",
    ),
    "unit": ("谁牵头", "哪个单位负责", "责任单位有哪些", "牵头单位是哪个", "哪几家参与", "由谁牵头落实"),
}
TASK_FRAMES: Final = (
    "{name}{wish}", "{name}那条，{wish}", "{name}这项工作{wish}", "{name}这事{wish}呀", "任务表里{name}{wish}", "{name}的任务{wish}", "{name}那项任务，{wish}呢",
    "{wish}，{name}那个任务", "想了解下{name}这块工作{wish}",
)  # fmt: skip
# Units of the table by what people call them, with the tasks that they take part in.
UNITS: Final = {
    "审计局": ("203", "205"),
    "统计局": ("203",),
    "市税务局": ("202", "204"),
    "金融局": ("204", "205", "228"),
    "国资委": ("205", "206", "228"),
    "市妇联": ("205",),
    "应急管理局": ("206",),
    "人才工作局": ("205", "206"),
    "市市场监管局": ("205", "210"),
    "滨江新区管委会": ("209",),
    "五邑大学": ("208",),
    "开平市政府": ("207",),
    "团市委": ("205",),
}
UNIT_ASKED: Final = (
    "{unit}有哪些任务", "{unit}参与哪几项任务", "{unit}有份的任务是哪几项", "哪些任务跟{unit}有关", "任务表里{unit}要做什么", "{unit}负责哪些工作任务", "{unit}在任务分解表里占几项",
    "{unit}要配合哪些任务", "有{unit}的任务列出来", "{unit}的任务有几个",
)  # fmt: skip

# Characters that look alike.
SHAPES: Final = dict(
    pair.split(":")
    for pair in (
        "科:料 料:科 技:枝 杯:怀 微:徽 镇:慎 特:持 提:堤 质:贡 标:际 树:村 企:仝 联:耿 盟:萌 工:土 程:桯 珠:株 揭:竭 榜:膀 帅:师 挂:桂 碳:炭 "
        "平:乎 园:圆 农:衣 普:晋 研:妍 派:脉 员:贝 服:报 奖:桨 融:隔 合:台 深:探 度:席 创:刨 新:亲 能:熊 力:刀 社:杜 会:仓"
    ).split()
)


def joined(name: str, wish: str, rng: random.Random) -> str:
    """Put a category and a wish together."""
    return rng.choice(FRAMES).format(name=name, wish=wish)


def answered(kind: str, number: str, intent: str, text: str) -> Made:
    """Promise an answer about one category."""
    return Made(kind, text, ANSWERED, frozenset(_ALSO.get(intent, {intent})), frozenset({number}))


def refused(kind: str, text: str) -> Made:
    """Promise that nothing is answered."""
    return Made(kind, text, REFUSED, None, frozenset(), frozenset())


# Short nouns for what is asked, to be joined by two: 金额和名额.
NOUNS: Final = {
    "phone": ("电话", "联系电话"),
    "mailbox": ("邮箱", "电子邮箱"),
    "person": ("联系人", "负责人"),
    "amount": ("资助额度", "多少钱", "资助金额"),
    "count": ("名额", "支持几家", "支持项数"),
    "mode": ("支持方式", "事前还是事后"),
    "conditions": ("申报条件", "条件"),
    "materials": ("申报材料", "要交的材料"),
}
BOTH: Final = (
    "{name}的{a}和{b}", "{name}的{a}、{b}", "{name}{a}跟{b}", "{name}的{a}以及{b}分别是什么", "{a}和{b}，{name}的", "{name}：{a}，{b}", "{name}{a}，{b}？",
    "{name}，{a}？{b}？", "{name}{a}还有{b}", "{name}{a}，另外{b}",
)  # fmt: skip
# What the clauses of the categories speak of.
DETAILS: Final = {
    "1.1": ("创新画像", "评价体系", "证明材料"),
    "1.2": ("孵化载体运营评价", "大学科技园", "政府职能转移"),
    "1.3": ("财务审计报告", "科技招商线索", "龙头骨干企业", "金融中介"),
    "1.4": ("大科学装置", "独立法人单位"),
    "2.1": ("投融资对接", "项目路演", "孵化育成体系培训"),
    "2.2": ("会计师事务所", "营收证明", "承诺函", "揭榜书"),
    "2.3": ("共建协议", "独立法人机构", "可行性报告", "量化考核指标"),
    "3.1": ("一区六园", "自筹经费"),
    "4.1": ("多主体联合申报", "固定办公场所", "科研团队", "经济社会效益指标"),
    "4.2": ("文创产品", "青少年", "研学点", "科普场馆"),
    "6.1": ("强核计划", "科技型中小企业评价", "政策宣讲"),
    "6.3": ("技术经纪人", "走访调研", "技术联络员", "人才团队"),
}
DETAIL_ASKED: Final = (
    "{name}要求{detail}吗", "{name}里面{detail}是怎么规定的", "{name}对{detail}有啥说法", "{name}要不要{detail}", "{name}的{detail}具体是怎么讲的",
    "报{name}必须有{detail}吗", "{name}，{detail}算不算", "{name}里{detail}这一条原文怎么写", "{name}有没有说{detail}", "{detail}在{name}里是必须的吗",
)  # fmt: skip
# What no clause of any category speaks of.
FOREIGN_DETAILS: Final = (
    "无人机执照 消防验收 碳足迹核查 海外背景 环评批复 军工资质 双软认证 外资占比 上市辅导 党支部 残疾员工 安全生产许可证 三体系认证 连锁门店 进出口权 "
    "纳税信用等级 社保人数 食品经营许可 冷链仓库 院士签字 场地租赁合同 生源地 医保定点 保密资质 出口退税 股权质押 律师见证 厂房产权"
).split()
