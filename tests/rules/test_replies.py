from __future__ import annotations

import pytest

from handlers.rules.replies import Status, read_reply


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("受理", Status.ACCEPTED),
        ("受理。", Status.ACCEPTED),
        ("已受理，请等待评审。", Status.ACCEPTED),
        ("您好，材料收悉，予以受理。", Status.ACCEPTED),
        ("经审核，你单位的申报材料齐全，同意受理。", Status.ACCEPTED),
        ("【受理】我科已收到材料", Status.ACCEPTED),
        ("江门市某某公司：\n你单位申报材料已受理。", Status.ACCEPTED),
        ("补正", Status.SUPPLEMENT),
        ("补正：请提供2022年审计报告。", Status.SUPPLEMENT),
        ("您好，请补充营业执照扫描件。", Status.SUPPLEMENT),
        ("材料不齐，请补交承诺函", Status.SUPPLEMENT),
        ("暂不受理，请补齐材料后再报。", Status.SUPPLEMENT),
        ("缺少合作协议", Status.SUPPLEMENT),
        ("退回", Status.RETURNED),
        ("退回，不符合申报条件。", Status.RETURNED),
        ("经审查，不予受理。", Status.RETURNED),
        ("不符合申报条件，退回。", Status.RETURNED),
        ("无法受理：申报单位不在我市注册。", Status.RETURNED),
        ("办结", Status.CLOSED),
        ("该项目已办结，谢谢。", Status.CLOSED),
        ("已经办理完毕", Status.CLOSED),
        ("您好，请问联系人电话是多少？", Status.MESSAGE),
        ("收到，我们会尽快审核。", Status.MESSAGE),
        ("请于周五前来我科面谈，届时决定是否受理。", Status.MESSAGE),
        ("请问贵单位材料何时补交？", Status.MESSAGE),
        ("受理条件见指南第二条。", Status.MESSAGE),
        ("", Status.MESSAGE),
    ],
)
def test_first_words_set_the_status(text: str, status: Status) -> None:
    reply = read_reply(text)
    assert reply.status is status
    assert reply.text == text.strip()


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("非我科室，转高新技术科", "高新技术科"),
        ("非我科室业务，请转高新技术科办理。", "高新技术科"),
        ("不属于我科职责，转创新发展科。", "创新发展科"),
        ("您好，这个不归我们管，请转产学研结合科", "产学研结合科"),
        ("请转科技平台管理科", "科技平台管理科"),
        ("转高新科", "高新科"),
        ("转至专家智力合作科处理", "专家智力合作科"),
        ("该项目应由创新发展科负责", "创新发展科"),
        ("此件转交高新技术处", "高新技术处"),
        ("不是我科的项目，建议联系农村与社会发展处", "农村与社会发展处"),
    ],
)
def test_transfer_names_its_department(text: str, department: str) -> None:
    reply = read_reply(text)
    assert reply.status is Status.TRANSFER
    assert reply.department == department


@pytest.mark.parametrize(
    "text", ["成果转化科研项目已受理", "转化平台需补正", "请转告申报人尽快补交材料", "已转账"]
)
def test_words_that_only_sound_so_are_no_transfer(text: str) -> None:
    assert read_reply(text).status is not Status.TRANSFER


def test_long_text_takes_no_time() -> None:
    assert read_reply("该项目申报材料" * 20_000).status is Status.MESSAGE
