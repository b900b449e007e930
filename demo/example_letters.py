"""Ready letters to the desk, one for each thing that can happen to a mail."""

from __future__ import annotations

from dataclasses import dataclass

from demo.cast import LI, SUN, WANG, ZHANG, ZHAO
from demo.example_files import FORM, LICENCE, PAPERS


@dataclass(frozen=True, slots=True)
class ExampleLetter:
    """A letter that a visitor can send as it is or change; `files` are names of example files."""

    id: str
    title: str
    note: str
    sender_name: str
    sender: str
    subject: str
    text: str
    files: tuple[str, ...] = ()
    automatic: bool = False


EXAMPLES = (
    # Names its category: goes straight to 高新技术科.
    ExampleLetter(
        "clear",
        "写明了类别的申报",
        "应直接转到高新技术科，并给申报人回执。",
        "演示张",
        ZHANG,
        "申报：促进高新技术企业树标提质专项",
        "您好：\n\n我单位申报“促进高新技术企业树标提质专项”，申报书和营业执照见附件，请查收。\n\n"
        "示例科技有限公司  演示张\n联系电话 13800000000",
        (FORM, LICENCE),
    ),
    # Writes the category as people say it: still finds 产学研结合科.
    ExampleLetter(
        "words",
        "用口语说的申报",
        "没写类别全名，要从说法和内容认出是产学研结合科。",
        "演示李",
        LI,
        "工程中心补助的材料",
        "老师好：\n\n我们去年认定了省级工程中心，现在申请补助，申报书已经盖章，扫描件附上，烦请审阅。\n\n"
        "示例制造有限公司  演示李",
        (FORM,),
    ),
    # Only asks: answered from the guide.
    ExampleLetter(
        "question",
        "只是问问",
        "没有材料，只问政策：按指南回信答复。",
        "演示王",
        WANG,
        "咨询科普研学线路",
        "您好，请问科技产业科普线路研学项目资助多少？找哪个科室、哪位老师联系？谢谢。",
    ),
    # Nothing to go by: a person has to decide.
    ExampleLetter(
        "unsure",
        "说不清的申报",
        "看不出类别：先给回执，再请管理员在聊天里定科室。",
        "演示赵",
        ZHAO,
        "材料",
        "您好，材料在附件里，请查收。",
        (PAPERS,),
    ),
    # Automatic: kept, never answered (RFC 3834).
    ExampleLetter(
        "automatic",
        "自动回复",
        "休假自动回复：只存不回，两台机器不会互相回信。",
        "演示孙",
        SUN,
        "自动回复：休假中",
        "我正在休假，6 月 20 日返回。紧急事务请联系办公室。",
        automatic=True,
    ),
)


def example(example_id: str) -> ExampleLetter | None:
    """Find an example by its id."""
    return next((each for each in EXAMPLES if each.id == example_id), None)


def automatic_headers(example_id: str) -> tuple[tuple[str, str], ...]:
    """Give the headers that automatic mail carries, none for a person's letter."""
    found = example(example_id)
    return (("Auto-Submitted", "auto-replied"), ("Precedence", "bulk")) if found and found.automatic else ()
