"""Guides put together from tables of parts, each with the reading that its parts make."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

CHINESE = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Layout:
    """How headings are printed: of topics (None where there are none), categories and sections."""

    name: str
    topic: Callable[[int, str], str] | None
    category: Callable[[int, int, str], str]
    section: Callable[[int, str], str]


@dataclass(frozen=True, slots=True)
class Support:
    """A section of support and what it says: items are label, 万元, type, percent, per, count, its type."""

    text: str
    mode: str | None
    selection: str | None
    items: tuple[tuple[object, ...], ...]


@dataclass(slots=True)
class Gold:
    """What a category must read as."""

    id: str
    name: str
    facts: dict[str, object]


@dataclass(slots=True)
class Built:
    """A guide as lines, with its reading and the choices it was made by."""

    lines: list[str]
    topics: list[tuple[int, str]]
    categories: list[Gold] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)


def _cn(number: int) -> str:
    return CHINESE[number - 1]


def _numbered(number: int, name: str) -> str:
    return f"{number}．{name}"


def _listed(number: int, name: str) -> str:
    return f"{_cn(number)}、{name}"


def _bracketed(number: int, name: str) -> str:
    return f"（{_cn(number)}）{name}"


def _bare(_: int, name: str) -> str:
    return f"{name}："


LAYOUTS = (
    Layout(
        "专题/项目类别",
        lambda t, n: f"专题{_cn(t)}：{n}",
        lambda _, c, n: f"项目类别{c}：{n}",
        _bracketed,
    ),
    Layout("（一）/1．", _bracketed, lambda _, c, n: _numbered(c, n), _bare),
    Layout("一、/（一）/1．", _listed, lambda _, c, n: _bracketed(c, n), _numbered),
    Layout("A/A1", lambda t, n: f"{chr(64 + t)}  {n}", lambda t, c, n: f"{chr(64 + t)}{c}  {n}", _bare),
    Layout("第一类/1．", lambda t, n: f"第{_cn(t)}类：{n}", lambda _, c, n: _numbered(c, n), _bracketed),
    Layout("板块/课题", lambda t, n: f"板块{_cn(t)}：{n}", lambda _, c, n: f"课题{c}：{n}", _bare),
    Layout("第一章/一、", lambda t, n: f"第{_cn(t)}章 {n}", lambda _, c, n: _listed(c, n), _bracketed),
    Layout("方向1.1", lambda t, n: f"专题{t} {n}", lambda t, c, n: f"方向{t}.{c} {n}", _numbered),
    Layout("项目类别", None, lambda _, c, n: f"项目类别{_cn(c)}：{n}", _listed),
    Layout("一、", None, lambda _, c, n: _listed(c, n), _bracketed),
    Layout("1、", None, lambda _, c, n: f"{c}、{n}", lambda _, n: f"【{n}】"),
)
TOPICS = ("产业攻关", "平台建设", "乡村振兴", "人才引育")
NAMES = (
    "智能家居技术攻关",
    "冷链物流装备改造",
    "高价值专利培育",
    "“揭榜挂帅”项目",
    "首台（套）装备推广",
    "山区边坡监测",
    "科普场馆提升",
    "近海养殖新品种",
    "外国专家引进",
    "非遗技艺数字化",
    "口腔医疗器械",
    "家政服务提质",
)
TITLES = (
    ("研究内容", "申报条件", "申报材料", "支持方式与强度", "联系人"),
    ("支持方向", "申报对象", "提交材料", "资助标准", "联系方式"),
    ("建设内容", "申报要求", "申报资料", "扶持标准", "咨询方式"),
)
CONDITIONS: tuple[tuple[str, tuple[float, str] | None], ...] = (
    ("申报单位须在本市登记注册一年以上。", None),
    ("（1）具有研发能力；\n（2）项目实施期限不超过2年。", (2, "max")),
    ("本市高校、科研院所均可申报，执行期为3年。", (3, "exact")),
    ("规模以上工业企业。建设周期1-2年。", (2, "range")),
    ("项目完成时限：18个月以内。", (1.5, "max")),
)
MATERIALS = (
    ("项目申报书",),
    ("项目申报书", "营业执照复印件", "上年度审计报告"),
    ("补助申请表", "合同、发票及付款凭证"),
)
SUPPORTS = (
    Support(
        "事前资助，竞争性择优，30万元/项，支持5项。",
        "事前资助",
        "择优支持",
        ((None, 30, "fixed", None, None, 5, "exact"),),
    ),
    Support(
        "后补助，每项最高不超过五十万元，拟支持不超过10项。",
        "事后补助",
        None,
        ((None, 50, "up_to", None, None, 10, "up_to"),),
    ),
    Support(
        "事前资助，定向支持，每年资助１０万元，支持2家。",
        "事前资助",
        "定向支持",
        ((None, 10, "fixed", None, "year", 2, "exact"),),
    ),
    Support(
        "事前资助，择优，每项资助20-50万元，支持8项左右。",
        "事前资助",
        "择优支持",
        ((None, 50, "range", None, None, 8, "approx"),),
    ),
    Support(
        "事后补助，按实际投入的30%给予补助，最高60万元。",
        "事后补助",
        None,
        ((None, 60, "percent", 30, None, None, None),),
    ),
    Support(
        "事前资助，择优支持。重点项目0.01亿元/项，支持2项；一般项目200000元/项，支持5项。",
        "事前资助",
        "择优支持",
        (
            ("重点项目", 100, "fixed", None, None, 2, "exact"),
            ("一般项目", 20, "fixed", None, None, 5, "exact"),
        ),
    ),
    Support(
        "（1）支持方式：事前资助；\n（2）遴选方式：定向委托；\n（3）资助强度：贰拾万元；\n（4）支持数量：1项。",
        "事前资助",
        "定向支持",
        ((None, 20, "fixed", None, None, 1, "exact"),),
    ),
    Support(
        "事后补助，具体补助标准另行通知。",
        "事后补助",
        None,
        ((None, None, "tbd", None, None, None, None),),
    ),
)
PEOPLE = (
    ("高新技术科", "欧阳雪", "0750-8220246", "gxk@kj.example.org"),
    ("农村科技股", "訾玉", "0750-8220135", "nck@kj.example.org"),
    ("工业和信息化科", "何䶮", "0750-8220357", "gyk@kj.example.org"),
    ("成果转化中心", "卫国强", "13800138000", "cgzx@kj.example.org"),
)
# How a contact is printed.
CONTACTS: tuple[tuple[str, Callable[[str, str, str, str], list[str]]], ...] = (
    ("句", lambda d, n, p, m: [f"{d} {n}，电话：{p}，邮箱：{m}"]),
    ("分行", lambda d, n, p, m: [f"责任科室：{d}", f"联系人：{n}", f"联系电话：{p}", f"电子邮箱：{m}"]),
    ("括号", lambda d, n, p, m: [f"{n}（{d}） {p} {m.replace('@', '#')}"]),
    ("负责", lambda d, n, p, m: [f"由{d}负责，联系人：{n}，电话：{p}，邮箱：{m}。"]),
    ("邮箱在前", lambda d, n, p, m: [f"材料报送邮箱：{m}", f"{d}，{n}，{p}"]),
)
PLACES = ("各类别", "专题之下", "全文统一", "表格", "编号表", "名称清单", "结尾一句")
INTRODUCTIONS = ("无", "专题", "类别")


def built(seed: int) -> Built:
    """Put a guide together by chance; the same seed gives the same guide."""
    chance = Random(seed)  # noqa: S311 - a choice of samples, no secret
    layout = LAYOUTS[seed % len(LAYOUTS)]
    place = chance.choice([each for each in PLACES if layout.topic or each != "专题之下"])
    printed = chance.choice(CONTACTS)
    topics = chance.sample(TOPICS, 3) if layout.topic else [""]
    guide = Built(["某市2025年科技计划项目申报指南"], [])
    guide.choices = {
        "版式": layout.name,
        "联系人": place,
        "写法": printed[0],
        "引言": chance.choice(INTRODUCTIONS),
    }
    if layout.topic:
        guide.topics = list(enumerate(topics, start=1))
    owners: list[tuple[Gold, int, int, tuple[str, str, str, str]]] = []
    names = iter(chance.sample(NAMES, len(NAMES)))
    titles = chance.choice(TITLES)
    for topic, topic_name in enumerate(topics, start=1):
        person = PEOPLE[0] if place in {"全文统一", "结尾一句"} else chance.choice(PEOPLE)
        if layout.topic:
            guide.lines.append(layout.topic(topic, topic_name))
            guide.lines += [f"本专题支持{topic_name}。"] * (guide.choices["引言"] == "专题")
        if place == "专题之下":
            guide.lines += ["本专题联系方式：", *printed[1](*person)]
        for number in range(1, chance.randint(2, 3 if layout.topic else 4) + 1):
            own = chance.choice(PEOPLE) if place not in {"专题之下", "全文统一", "结尾一句"} else person
            gold = Gold(f"{topic}.{number}" if layout.topic else str(number), next(names), {})
            _write(guide, layout, (topic, number), gold, titles, chance)
            if place == "各类别":
                guide.lines += [layout.section(5, titles[4]), *printed[1](*own)]
            gold.facts["contacts"] = [(own[0], own[1], (own[2],), (own[3],))]
            owners.append((gold, topic, number, own))
    guide.lines += _closing(place, printed[1], owners, topics=bool(layout.topic))
    guide.categories = [gold for gold, *_ in owners]
    return guide


def _write(
    guide: Built,
    layout: Layout,
    numbers: tuple[int, int],
    gold: Gold,
    titles: tuple[str, ...],
    chance: Random,
) -> None:
    """Write a category's heading and sections, and what they say into its gold."""
    (condition, period), materials = chance.choice(CONDITIONS), chance.choice(MATERIALS)
    support = chance.choice(SUPPORTS)
    listed = [f"（{place}）{item}；" for place, item in enumerate(materials, start=1)]
    bodies = (
        f"开展{gold.name}相关工作。",
        condition,
        "\n".join(listed) if len(materials) > 1 else f"{materials[0]}。",
        support.text,
    )
    guide.lines.append(layout.category(*numbers, gold.name))
    guide.lines += [f"为推动{gold.name}，设立本类别。"] * (guide.choices["引言"] == "类别")
    for place, (title, body) in enumerate(zip(titles[:4], bodies, strict=True), start=1):
        guide.lines += [layout.section(place, title), *body.splitlines()]
    gold.facts = {
        "name": gold.name,
        "research": bodies[0],
        "support": bodies[3],
        "materials": list(materials),
        "mode": support.mode,
        "selection": support.selection,
        "items": list(support.items),
        "period": period,
    }


def _closing(
    place: str,
    printed: Callable[[str, str, str, str], list[str]],
    owners: list[tuple[Gold, int, int, tuple[str, str, str, str]]],
    *,
    topics: bool,
) -> Iterator[str]:
    """Give the contacts that stand behind the last category."""
    if place == "全文统一":
        yield from ("附：联系方式", *printed(*PEOPLE[0]))
    elif place == "结尾一句":
        dept, name, phone, mail = PEOPLE[0]
        yield f"以上各类项目由{dept}统一受理，联系人：{name}，电话：{phone}，邮箱：{mail}。"
    elif place in {"表格", "编号表"}:
        yield "附：各类别联系方式"
        yield "\t".join((*(["专题"] if topics else []), "项目类别", "科室", "联系人", "联系电话", "邮箱"))
        for gold, topic, number, own in owners:
            named = (gold.name,) if place == "表格" else (str(number),)
            yield "\t".join((*([f"专题{_cn(topic)}"] if topics else []), *named, *own))
    elif place == "名称清单":
        yield "联系方式："
        for gold, _, _, (dept, name, phone, mail) in owners:
            yield f"{gold.name}：{dept} {name}，电话：{phone}，邮箱：{mail}"
