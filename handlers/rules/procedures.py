"""Other procedures around a category: recognition, acceptance, reports, which are no application."""

from __future__ import annotations

import re
from typing import Final

from handlers.rules.category_terms import Profile
from handlers.rules.mime import ParsedMail
from handlers.rules.spelling import folded

# Each line: what the writer is at, and the words by which a subject tells it.
_PROCEDURES: Final = tuple(
    (word, re.compile(pattern))
    for word, pattern in (
        # recognition comes before the money
        ("认定", r"认定(?:的)?(?:申请|申报|材料|评审)"),
        ("认定", r"(?:申请|申报)(?:省级|市级|国家级?)?[^。\n,，]{0,16}认定(?!的?(?:补|资|奖))"),
        # the end of an earlier project
        ("验收", r"验收|结题|结项"),
        # a report on work done
        ("总结", r"(?:工作|年度|项目|活动)总结|总结报告|进展报告|年度报告"),
        # an evaluation of what runs
        ("考核", r"(?:年度|绩效|中期)?(?:考核|绩效评价|中期检查|中期评估|自评)(?:表|材料|报告|$)"),
        ("评估", r"(?:动态|运行|定期|期满|中期)评估|评估(?:材料|报告|表)|复评"),
        # a call for demands or proposals
        ("征集", r"征集"),
        # a change of what runs
        (
            "变更",
            r"(?:项目|合同|负责人|承担单位)[^。\n]{0,8}变更|变更(?:申请|函)|延期|(?:预算|经费|指标|进度|内容)调整|调整(?:申请|函)|(?:项目|合同)(?:申请)?[终中]止|[终中]止(?:项目|申请|合同)",
        ),
        # a registration
        ("备案", r"备案|登记(?:申请|材料|表)"),
        # people, not projects
        ("推荐", r"专家(?:推荐|库|名单)|推荐表"),
        # somebody joins what a project builds
        ("加入", r"(?:加入|入会|入驻|入园|入孵|入库)(?:申请|登记|材料|产业|联盟|园区|$)"),
        ("加入", r"申请(?:加入|入会|入驻|入园|入孵|入库)"),
        # a company's own entry in the state's list
        ("入库评价", r"中小企业(?:信息|入库)?评价(?:的)?(?:申报|申请|表|登记|材料)"),
        # a permit
        ("许可", r"(?:工作|来华|经营|生产|使用|执业|出入境)许可|签证|居留|签注|年检|年审"),
        # a visit
        ("参观", r"参观|考察|来访|采访"),
        # figures reported every year
        ("年报", r"年报|季报|月报|统计报表|火炬统计"),
        # people are looked for
        ("招聘", r"招聘|招募|聘用"),
        # an earlier recognition is looked at again
        ("复审", r"复审|复核|换证"),
    )
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
