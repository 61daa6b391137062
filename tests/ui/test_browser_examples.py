"""The welcome's questions: of distinct articles, whole sentences, each answered when clicked."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag import Assistant, Settings
from tests.ui.conftest import Desk, serving, visitor
from ui.server.server import create_server
from ui.state.limits import RateLimit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

BRIDGE = """安溪大桥通车

2024-05-01 来源：安溪晚报

安溪大桥于5月1日正式通车。安溪大桥总投资8.4亿元，桥高有120米，全长1.6公里。
"""
ARTICLES = {
    "桥.md": BRIDGE,
    "桥-转载.md": BRIDGE.replace("来源：安溪晚报", "来源：南岸在线"),
    "统计.md": "岚州公布上半年数字\n\n2024-07-20 来源：岚州日报\n\n新任统计局局长周以宁说，上半年"
    "客流量达到310万人次。岚州轨道集团总经理何汀表示，年底将再开一条线。\n",
    "湿地.md": "江湾湿地修复工程获批\n\n2024-03-15 来源：江湾日报\n\n3月12日，江湾湿地修复工程"
    "正式获批。江湾湿地修复工程总投资12.6亿元，分三期进行。\n",
}
NOT_BY_ITSELF = re.compile(r"^(?:高|新任|该|本|这|其|上半年|年底)|高有多少")
"""Questions that nobody can read who has not read the article: 高有多少？, 新任统计局局长是谁？"""


def test_examples_are_of_distinct_articles_and_answered_when_clicked(
    chromium: Browser, tmp_path: Path
) -> None:
    folder = tmp_path / "文章"
    folder.mkdir()
    for name, text in ARTICLES.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = Settings(data_dir=tmp_path / "data", language="zh", embedding_model="fast")
    with Assistant(settings) as assistant:
        assistant.ingest(folder)
        with serving(create_server(assistant, rate=RateLimit(0))) as address:
            context = visitor(chromium, address)
            desk = Desk(context, address)
            page = desk.page
            page.wait_for_selector(".yj-welcome .yj-example", timeout=60_000)
            offered = page.locator(".yj-welcome .yj-example").all_inner_texts()
            assert len(offered) >= 4
            drawn = offered[:-1]  # the last asks what articles there are
            assert len(set(offered)) == len(offered)
            assert not [each for each in drawn if NOT_BY_ITSELF.search(each)]
            cited = []
            for question in drawn:
                page.locator(".yj-welcome .yj-example", has_text=question).click()
                page.wait_for_selector("#yj-history .yj-turn")
                page.wait_for_selector("#yj-ask:visible", timeout=60_000)
                assert page.locator("#yj-history .yj-refusal").count() == 0, question
                cited.append(page.locator("#yj-history .yj-sources .yj-title").first.inner_text())
                page.click("#yj-new")
                page.wait_for_selector(".yj-welcome .yj-example")
            assert set(cited[:3]) == {"安溪大桥通车", "岚州公布上半年数字", "江湾湿地修复工程获批"}
            desk.close()
            context.close()
