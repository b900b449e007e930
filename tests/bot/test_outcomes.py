from __future__ import annotations

import pytest

from bot.mail.outcomes import Refused, Stage, Unknown, Unreachable, judge

OURS = [
    (Stage.CONNECT, 554, "5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen"),
    (Stage.LOGIN, 535, "Error: authentication failed"),
    (Stage.LOGIN, 535, "Login Fail. Please enter your authorization code to login."),
    (Stage.LOGIN, 550, "User has no permission"),
    (Stage.SENDER, 530, "5.7.0 Authentication required"),
    (Stage.SENDER, 550, "Mail from must equal authorized user"),
    (Stage.SENDER, 553, "Requested action not taken: NULL sender is not allowed"),
    (Stage.SENDER, 501, "mail from address must be same as authorization user"),
    (Stage.SENDER, 550, "Domain frequency limited"),
    (Stage.RECIPIENT, 530, "5.7.1 Client was not authenticated"),
    (Stage.RECIPIENT, 554, "5.7.1 <a@example.org>: Relay access denied"),
    (Stage.RECIPIENT, 550, "RP:MRC too many recipients today"),
    (Stage.CONTENT, 554, "DT:SPM 163 smtp10,DsCowEDJqpRh"),
    (Stage.CONTENT, 554, "5.7.1 Message rejected as spam by content filtering"),
    (Stage.CONTENT, 554, "Sending rate exceeded, try tomorrow"),
    (Stage.CONTENT, 550, "Mail content denied"),
    (Stage.CONTENT, 550, "发信频率过高"),
    (Stage.CONTENT, 451, "4.7.1 rate limit"),
    (Stage.CONTENT, 550, "5.7.60 SMTP; Client does not have permissions to send as this sender, not allowed"),
]
THE_LETTERS = [
    (Stage.SENDER, 552, "5.3.4 Message size exceeds fixed limit"),
    (Stage.SENDER, 451, "4.3.0 greylisted"),
    (Stage.RECIPIENT, 550, "5.1.1 <nobody@example.org>: Recipient address rejected: User unknown"),
    (Stage.RECIPIENT, 550, "User not found: nobody@example.org"),
    (Stage.RECIPIENT, 550, "收件人不存在"),
    (Stage.RECIPIENT, 552, "5.2.2 Mailbox over quota limit exceeded"),
    (Stage.RECIPIENT, 452, "4.2.2 Mailbox full"),
    (Stage.RECIPIENT, 450, "4.2.0 try again"),
    (Stage.CONTENT, 552, "Error: Too much mail data"),
    (Stage.CONTENT, 554, "5.6.0 virus found"),
    (Stage.CONTENT, 554, "5.4.6 Too many hops"),
    (Stage.CONTENT, 451, "4.3.0 temporary failure"),
    (Stage.CONTENT, 550, "邮件过大"),
]


@pytest.mark.parametrize(("stage", "code", "text"), OURS)
def test_refusal_that_every_letter_would_meet_is_ours(stage: Stage, code: int, text: str) -> None:
    assert judge(stage, code, text) == Refused(code, text, permanent=code >= 500, ours=True)


@pytest.mark.parametrize(("stage", "code", "text"), THE_LETTERS)
def test_refusal_of_one_letter_is_not_ours(stage: Stage, code: int, text: str) -> None:
    assert judge(stage, code, text) == Refused(code, text, permanent=code >= 500, ours=False)


@pytest.mark.parametrize("code", [-1, 200, 250, 252, 354, 600])
def test_only_4xx_and_5xx_are_a_sure_no(code: int) -> None:
    assert isinstance(judge(Stage.CONTENT, code, "?"), Unknown)
    assert isinstance(judge(Stage.RECIPIENT, code, "?"), Unreachable)
