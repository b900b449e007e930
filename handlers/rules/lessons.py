"""What the confined process must have learnt to understand mails, and what it then says of one."""

from __future__ import annotations

from dataclasses import dataclass

from handlers.rules.classify import Classifier, build_classifier
from handlers.rules.examples import Example
from handlers.rules.guide import Guide
from handlers.rules.mime import ParsedMail
from handlers.rules.route import Understanding, understand


@dataclass(frozen=True, slots=True)
class Lesson:
    """The guide in force and what people decided; `mark` names both."""

    mark: str
    guide: Guide
    examples: tuple[Example, ...] = ()

    def learnt(self) -> Classifier:
        """Build the classifier."""
        return build_classifier(self.guide, self.examples)


@dataclass(frozen=True, slots=True)
class ReadMail:
    """A parsed mail, understood by the lesson of `mark`; without one it is only parsed."""

    mail: ParsedMail
    understanding: Understanding | None = None
    mark: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A parsed mail that is to be understood, with the categories of its sender's earlier submissions."""

    mail: ParsedMail
    earlier: tuple[str, ...] = ()


def read_mail(
    mail: ParsedMail, classifier: Classifier | None, mark: str, earlier: tuple[str, ...] = ()
) -> ReadMail:
    """Understand a mail."""
    if classifier is None or mail.unreadable:
        return ReadMail(mail)
    return ReadMail(mail, understand(mail, classifier, earlier), mark)
