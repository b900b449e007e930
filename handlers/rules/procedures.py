"""Other procedures around a category: recognition, acceptance, reports, which are no application."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.category_terms import Profile
from handlers.rules.mime import ParsedMail
from handlers.rules.spelling import folded

# Each line: what the writer is at, and the words by which a subject tells it.
_PROCEDURES: Final = (
    (
        "认定",
        re.compile(
            r"认定(?:的)?(?:申请|申报|材料|评审)|(?:申请|申报)(?:省级|市级|国家级?)?[^。\n]{0,16}认定(?!的?(?:补|资|奖))"
        ),
    ),
    ("验收", re.compile(r"验收|结题|结项")),  # the end of an earlier project
    ("总结", re.compile(r"(?:工作|年度|项目|活动)总结|总结报告|进展报告|年度报告")),  # a report on work done
    (
        "考核",
        re.compile(r"(?:年度|绩效|中期)?(?:考核|绩效评价|中期检查|中期评估|自评)(?:表|材料|报告|$)"),
    ),  # an evaluation
    ("征集", re.compile(r"征集")),  # a call for demands or experts
    (
        "变更",
        re.compile(r"(?:项目|合同|负责人|承担单位)[^。\n]{0,8}变更|变更(?:申请|函)|延期(?:申请)?"),
    ),  # of a running project
    ("备案", re.compile(r"备案|登记(?:申请|材料|表)")),  # a registration
    ("名单", re.compile(r"专家(?:推荐|库|名单)|推荐表|名单")),  # people, not projects
)
# Money is asked for all the same: 认定后补助申请.
_MONEY: Final = re.compile(r"补助|资助|奖补|奖励|补贴|贴息|经费|资金")


def other_procedure(mail: ParsedMail, profile: Profile) -> str | None:
    """Name the procedure that a subject is about, where it is none of the category's; None else.

    A mail without a telling subject is asked for the name of its only file.
    """
    named = [mail.subject] + ([mail.files[0].name] if len(mail.files) == 1 else [])
    text = folded("\n".join(named))
    if _MONEY.search(text):
        return None
    found = (word for word, pattern in _PROCEDURES if pattern.search(text))
    return next((word for word in found if word not in folded(profile.name)), None)
