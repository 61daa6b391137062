"""Who hosts, issues or builds: how that is asked, and how a sentence tells it."""

from __future__ import annotations

import pytest

from rag.answering.agents import act_asked, agent_told, host_asked, host_told


@pytest.mark.parametrize(
    ("question", "act"),
    [
        ("论坛的主办方是谁？", "主办"),
        ("展馆的建设单位是哪家公司？", "建设"),
        ("赛事的运营机构有哪些？", "运营"),
        ("谁是论坛的承办方？", "承办"),
        ("谁是论坛的协办单位？", "协办"),
        ("论坛由谁联合主办？", "主办"),
        ("哪个组织发布了报告？", "发布"),
        ("哪几家单位共同起草了标准？", "起草"),
        # A person, a thing and somebody's are no such body.
        ("主办方是谁的朋友？", ""),
        ("谁是主办方的负责人？", ""),
        ("哪些运营商参加了测试？", ""),
        ("谁发布会上讲了话？", ""),
        ("论坛何时召开？", ""),
    ],
)
def test_what_the_body_asked_for_does(question: str, act: str) -> None:
    assert act_asked(question) == act


@pytest.mark.parametrize(
    ("question", "host"),
    [
        ("论坛的主办方是谁？", True),
        ("论坛由谁承办？", True),
        ("论坛的协办单位是哪些单位？", True),
        ("报告由谁发布？", False),
        ("论坛何时召开？", False),
    ],
)
def test_who_hosts_is_asked(question: str, *, host: bool) -> None:
    assert host_asked(question) is host


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("论坛由云泽市政府主办。", True),
        ("论坛由云泽市召开。", True),
        ("青禾大学共同举办了论坛。", True),
        ("青禾大学联合举办了论坛。", True),
        ("商务局组织了论坛。", True),
        ("两家公司牵头。", True),
        ("市长介绍了论坛的举办情况。", False),
        ("论坛召开。", False),
    ],
)
def test_a_text_may_tell_a_host(text: str, *, told: bool) -> None:
    assert host_told(text) is told


@pytest.mark.parametrize(
    ("act", "sentence", "agent"),
    [
        ("主办", "论坛由海州大会组委会主办。", "海州大会组委会"),
        ("发布", "报告由世界卫生组织联合发布。", "世界卫生组织"),
        ("建设", "展馆由甲公司、乙公司共同建设。", "甲公司、乙公司"),
        ("主办", "论坛8月开幕，工信部主办。", "工信部"),
        ("承办", "主办单位：商务部，承办单位：云泽市、海州市。", "云泽市、海州市"),
        ("主办", "论坛主办方为青禾集团。", "青禾集团"),
        # Only hosts are told behind their name or at the beginning of a clause.
        ("发布", "论坛8月开幕，工信部发布。", None),
        ("发布", "发布方为青禾集团。", None),
        ("主办", "理由是主办得好。", None),
        ("主办", "由于疫情主办方推迟了论坛。", None),
        ("主办", "论坛在海州召开。", None),
    ],
)
def test_who_does_it_is_told(act: str, sentence: str, agent: str | None) -> None:
    told = agent_told(act, sentence)
    assert (sentence[slice(*told)] if told else None) == agent
