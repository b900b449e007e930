"""The person in the office: follows the manual, answers questions, and looks at what comes of it."""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import subprocess
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from demo.bot_api import LocalBotApi
from tests.flows.desk import DESK, mail
from tests.fresh.machine import ROOT, Machine, put_editor
from tests.install.manual import Block, blocks, chinese_part
from tests.servers.dovecot import Dovecot, free_port
from tests.servers.smtp_server import SmtpServer
from tests.servers.waiting import wait_until

OPERATOR: Final = "operator@example.org"
DOCUMENTS: Final = {"指南.txt": "guide-2023.txt", "任务表.txt": "tasks-2022.txt", "人员名单.csv": "staff.csv"}
CODE: Final = re.compile(r"/start (bind_[a-z0-9]{16})")
RECEIPT: Final = re.compile(r"SB-\d{4}-\d{6}-[0-9A-Z]{2}")
SUBMISSION: Final = "企业科技特派员 申报书"


@dataclass(slots=True)
class Office:
    """A machine with the servers around it."""

    machine: Machine
    api: LocalBotApi
    smtp: SmtpServer
    dovecot: Dovecot
    web: int = field(default_factory=free_port)
    receipt: str = ""

    async def follow(self, *kinds: str) -> None:
        """Run every command of the manual that is meant for these kinds of machine, in its order."""
        self._prepare()
        for block in blocks(chinese_part()):
            if not block.machines.isdisjoint(kinds):
                began = time.monotonic()
                await self._take(block)
                print(f"operations.md:{block.line}: {time.monotonic() - began:.1f} s")  # noqa: T201 - `make fresh` shows it

    async def move_in(self) -> None:
        """Install without a network and go on with what another machine left; a receipt is still known."""
        await self.follow("installing", "arriving")
        await wait_until(self._ready, limit=60)
        told = await asyncio.to_thread(self.machine.run, "shenbao export submissions /srv/shenbao/all.csv")
        assert told.returncode == 0, told.stderr
        assert self.receipt in (self.machine.root / "srv/shenbao/all.csv").read_text(encoding="utf-8-sig")

    async def _take(self, block: Block) -> None:
        if "shenbao init" in block.script:
            await asyncio.to_thread(self.machine.converse, block.script, self._answers())
            return
        script = block.script.replace(":8080", f":{self.web}")
        script = RECEIPT.sub(self.receipt, script)  # the manual's is an example
        done = await asyncio.to_thread(self.machine.run, script)
        assert done.returncode == 0, (
            f"operations.md:{block.line}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}\n{self._journal()}"
        )
        if "shenbao staff bind" in block.script:
            await self._bind()
        if 'mode = "live"' in block.script:
            await self._see_it_work()

    def _prepare(self) -> None:
        put_editor(self.machine.root, self._values())
        documents = self.machine.root / "srv/shenbao"
        documents.mkdir(parents=True, exist_ok=True)
        for name, sample in DOCUMENTS.items():
            shutil.copy(ROOT / "samples" / sample, documents / name)

    def _answers(self) -> list[tuple[str, str]]:
        return [
            ("申报台的收发信邮箱", DESK),
            ("邮箱服务商", ""),
            ("收信服务器", "127.0.0.1"),
            ("发信服务器", "127.0.0.1"),
            ("单位全称", "演示市科学技术局"),
            ("管理员的邮箱", OPERATOR),
            ("启用聊天吗", "y"),
            ("Telegram 机器人令牌", self.api.token),
            ("收信邮箱的密码", self.dovecot.password),
            ("发信服务器的密码", "none"),
        ]

    def _values(self) -> dict[str, str | int | bool]:
        return {
            "telegram.base_url": self.api.base_url,
            "telegram.base_file_url": self.api.base_file_url,
            "telegram.poll_seconds": 1,
            "intake.port": self.dovecot.port,
            "intake.security": "plain",
            "intake.sweep_seconds": 1,
            "relay.port": self.smtp.port,
            "relay.security": "plain",
            "relay.user": "",
            "web.enabled": True,
            "web.port": self.web,
            "backup.folder": "/var/backups/shenbao",
        }

    async def _bind(self) -> None:
        """Send the code from the operator's letter to the bot."""
        letter = await wait_until(lambda: self.smtp.to(OPERATOR), limit=60)
        body = letter[-1].message.get_body(("plain",))
        found = CODE.search(body.get_content() if body else "")
        assert found, "no code in the letter"
        visitor = self.api.visitor(701, "演示戊")
        visitor.start(found[1])
        await wait_until(lambda: any("演示戊" in each.body.text for each in visitor.messages[1:]), limit=30)

    async def _see_it_work(self) -> None:
        """Hand in by mail, and see the letters to department and applicant."""
        await wait_until(self._ready, limit=60)
        files = (("申报书.pdf", b"%PDF-1.4 an invented form"),)
        self.dovecot.deliver(DESK, mail(SUBMISSION, "您好，现提交企业科技特派员项目申报书。", files=files))
        (acknowledged, *_) = await wait_until(lambda: self.smtp.to("applicant@example.org"), limit=60)
        found = RECEIPT.search(str(acknowledged.message["Subject"]))
        assert found, acknowledged.message["Subject"]
        self.receipt = found[0]
        await self._ask_the_doctor()
        await wait_until(
            lambda: any("jiangmen.gov.cn" in each.recipient for each in self.smtp.journal), limit=60
        )

    async def _ask_the_doctor(self) -> None:
        """Show what the doctor is not content with; nothing may be broken."""
        told = await asyncio.to_thread(self.machine.run, "shenbao doctor --json || true")
        for each in json.loads(told.stdout):
            if each["state"] != "ok":
                print(f"doctor: {each['state']} {each['check']}: {each['message']}")  # noqa: T201 - as above
            assert each["state"] != "failed", each

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.web}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _journal(self) -> str:
        told = self.machine.run("journalctl --no-pager --unit shenbao | tail -n 40")
        return told.stdout


def checkout(machine: Path) -> None:
    """Put the product's source on a machine's disk, as git knows it."""
    target = machine / "root/shenbao"
    target.mkdir(parents=True)
    archive = subprocess.run(
        ["git", "-C", str(ROOT), "archive", "HEAD"], capture_output=True, check=True
    ).stdout
    subprocess.run(["tar", "-C", str(target), "-xf", "-"], input=archive, check=True)


def wheelhouse(machine: Path) -> None:
    """Put what `make wheelhouse` made on a machine's disk."""
    shutil.copy(ROOT / "dist" / "shenbao-wheelhouse.tar", machine / "root")
