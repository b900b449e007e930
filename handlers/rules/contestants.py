"""Mails of those who take part in what a category's project runs: contestants, prize candidates, pupils."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from handlers.rules.category_terms import Profile
from handlers.rules.mail_segments import Place, Segment

_LONGEST: Final = 800  # characters of the text in which it is told
_TOLD: Final = frozenset({Place.SUBJECT, Place.NAMES, Place.TEXT, Place.FORWARDED})
# Each line: what the writer is, and the words that tell it.
_PARTS: Final = tuple(
    (who, re.compile(pattern))
    for who, pattern in (
        ("报奖", r"[一二三特]等奖|推荐书|提名书|(?:主要)?完成人|候选(?:人|单位|项目)|参评|报奖(?![补励扶])"),
        ("报奖", r"(?:个人|杰出贡献|突出贡献|青年|优秀)奖"),
        ("参赛", r"参赛|商业计划书|路演PPT|初创组|成长组|参加[^。\n]{0,14}(?:大赛|比赛|竞赛|初赛|复赛|决赛)"),
        ("报名", r"报名(?:表|参加|者|人)|学员|营员|听课"),
        ("入库", r"入库(?:申请|登记|备案)|申请(?:成为|加入|入库|入驻)|加入[^。\n]{0,12}(?:库|联盟|名录)"),
    )
)  # fmt: skip
# Who runs it says so.
_RUNS: Final = re.compile(
    r"承办|主办|协办|承接|承担|筹办|组织(?:实施|举办|开展|方案)|设立|设奖|评奖|授奖|评选工作|运营|工作方案|实施方案"
)
# What a project runs, as guides put it.
_RUN_BY: Final = re.compile(r"承办|主办|举办|评奖|授奖|运营|组织开展")


def contestant(profile: Profile, pieces: Sequence[Segment]) -> str | None:
    """Name the part that a writer takes in what others run; None for an applicant.

    A word that the text of a category uses tells nothing, unless its project runs something: some guides
    pay the prize itself.
    """
    text = "\n".join(each.plain[:_LONGEST] for each in pieces if each.place in _TOLD)
    if _RUNS.search(text):
        return None
    found = ((who, pattern.search(text)) for who, pattern in _PARTS)
    is_run = bool(_RUN_BY.search(profile.text))
    return next((who for who, hit in found if hit and (is_run or hit[0] not in profile.text)), None)
