"""The mails that are under way when something breaks."""

from __future__ import annotations

from dataclasses import dataclass

from tests.flows.desk import mail

GAOXIN = "kjjgxjsk@jiangmen.gov.cn"
SUBJECT = "申报促进高新技术企业树标提质专项"
MAILS = 60  # more than one batch of anything
EVERY_QUESTION = 10  # one in so many is a question
QUESTION = "请问高新技术企业树标提质专项的申报截止时间是什么时候？"


@dataclass(frozen=True, slots=True)
class Sender:
    """A unit that writes one mail; every tenth asks something, the others hand in."""

    number: int

    @property
    def address(self) -> str:
        """Return the address that it writes from."""
        return f"unit{self.number}@example.org"

    @property
    def hands_in(self) -> bool:
        """Tell whether its mail is a submission."""
        return self.number % EVERY_QUESTION != 0

    def mail(self) -> bytes:
        """Write its mail."""
        if not self.hands_in:
            return mail("咨询", f"您好，{QUESTION}第 {self.number} 家单位", sender=self.address)
        return mail(
            SUBJECT,
            f"第 {self.number} 家单位申报促进高新技术企业树标提质专项，材料见附件。",
            sender=self.address,
            files=((f"项目申报书{self.number}.pdf", b"%PDF " + str(self.number).encode() * 3000),),
        )


SENDERS = tuple(Sender(number) for number in range(MAILS))
