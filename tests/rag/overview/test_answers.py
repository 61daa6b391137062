"""Overviews of the sample articles: counted from the store, in the articles' words, cited."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from rag import Answer, Assistant, Settings, Turn
from rag.overview import summary


def asked(assistant: Assistant, *questions: str) -> Answer:
    """The answer to the last question of a conversation."""
    turns: list[Turn] = []
    for question in questions:
        answer = assistant.ask(question, history=turns)
        turns.append(answer.as_turn())
    return answer


def verbatim(assistant: Assistant, answer: Answer) -> bool:
    return all(
        assistant.document(c.document_id).text[c.start : c.end] == c.quote and c.quote.strip()
        for c in answer.citations
    )


def titles(answer: Answer) -> list[str]:
    return [citation.title for citation in answer.citations]


@pytest.mark.parametrize("said", ["你好", "谢谢！", "你是谁？", "What can you do?"])
def test_talk_is_answered_and_cites_nothing(samples: Assistant, said: str) -> None:
    answer = samples.ask(said)
    assert (answer.kind, answer.answered, answer.citations) == ("talk", True, ())


def test_help_offers_questions_that_can_be_asked(samples: Assistant) -> None:
    offers = samples.ask("你能做什么？").offers
    assert offers
    assert all(samples.ask(offer).answered for offer in offers)


def test_the_list_counts_what_is_stored_newest_first(samples: Assistant) -> None:
    answer = samples.ask("有哪些文章？")
    assert answer.kind == "catalogue"
    assert f"{samples.count_documents()} 篇" in answer.text
    days = [citation.published for citation in answer.citations if citation.published]
    assert days == sorted(days, reverse=True)
    assert verbatim(samples, answer)


def test_more_goes_on_where_the_list_stopped(samples: Assistant) -> None:
    first, rest = samples.ask("有哪些文章？"), asked(samples, "有哪些文章？", "更多")
    assert "\n11. " in rest.text
    assert not set(titles(first)) & set(titles(rest))
    assert "没有更多" in asked(samples, "有哪些文章？", "更多", "更多").text


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("最新的文章是什么？", "青禾市2023年经济成绩单"),
        ("What is the oldest article?", "京津冀开座谈会"),
        ("最长的文章是哪篇？", "2023全球工业互联网大会发布会实录"),
    ],
)
def test_one_end_of_the_list(samples: Assistant, question: str, title: str) -> None:
    (cited,) = titles(samples.ask(question))
    assert cited.startswith(title)


def test_a_topic_is_shown_by_the_sentence_that_has_it(samples: Assistant) -> None:
    answer = samples.ask("关于台风有哪些报道？")
    assert [citation.quote for citation in answer.citations] == [
        "受台风外围云系影响，临溪区前天夜里起普降暴雨。"
    ]


def test_a_topic_in_simplified_finds_traditional_articles(samples: Assistant) -> None:
    assert "月灣" in samples.ask("哪些文章提到了文学节？").text


@pytest.mark.parametrize(
    "question", ["有没有关于大熊猫的文章？", "2019年有哪些文章？", "any news about the World Cup?"]
)
def test_what_no_article_has_is_refused_with_the_nearest(samples: Assistant, question: str) -> None:
    answer = samples.ask(question)
    assert (answer.answered, answer.citations) == (False, ())
    assert answer.missing
    assert answer.nearest


def test_sources_and_folders_limit_the_list(samples: Assistant) -> None:
    assert "共有 4 篇" in samples.ask("有据示例通讯社的文章有哪些？").text
    assert "共有 10 篇" in samples.ask("本地新闻里有哪些文章？").text


def test_a_summary_holds_the_points_of_its_article_alone(samples: Assistant) -> None:
    answer = samples.ask("临溪暴雨那篇讲了什么？")
    assert answer.kind == "summary"
    assert {citation.title for citation in answer.citations} == {
        "临溪古镇遭遇强降雨 千余人连夜转移"
    }
    assert len(answer.citations) <= 5
    for point in ("186毫米", "1240人"):
        assert point in answer.text
    assert verbatim(samples, answer)


def test_an_instruction_in_an_article_is_no_point_of_it(samples: Assistant) -> None:
    assert (
        "2019年获批" not in samples.ask("总结《获批半年，京津冀工业互联网示范区走到哪一步》").text
    )


def test_several_events_fit_and_it_is_asked_which(samples: Assistant) -> None:
    answer = samples.ask("总结这次会议的主要内容")
    assert answer.kind == "choice"
    assert len(answer.offers) > 1
    assert samples.ask(answer.offers[0]).kind == "summary"


def test_this_article_is_the_one_last_cited_or_the_one_open(samples: Assistant) -> None:
    fact = samples.ask("Who is the port director of Lanwan?")
    answer = samples.ask("这篇文章讲了什么？", history=[fact.as_turn()])
    assert set(titles(answer)) == {"Lanwan Port switches on its third shore-power berth"}
    (library, *_) = samples.documents("云泽县图书馆")
    opened = samples.ask("这篇文章讲了什么？", history=[fact.as_turn(opened=library.id)])
    assert {citation.document_id for citation in opened.citations} == {library.id}


def test_the_second_one_is_counted_in_the_list_that_was_shown(samples: Assistant) -> None:
    shown = samples.ask("哪些文章提到了3号线？")
    answer = samples.ask("第二篇讲了什么？", history=[shown.as_turn()])
    assert set(titles(answer)) == {"数说青禾地铁3号线：首周客流破百万"}


def test_a_list_is_known_by_its_text_where_that_is_all_that_was_kept(samples: Assistant) -> None:
    shown = samples.ask("哪些文章提到了3号线？")
    kept = Turn("哪些文章提到了3号线？", "", shown.text)
    answer = samples.ask("第二篇讲了什么？", history=[kept])
    assert set(titles(answer)) == {"数说青禾地铁3号线：首周客流破百万"}


def test_shorter_and_in_english(samples: Assistant) -> None:
    long = asked(samples, "总结第二篇")
    short = asked(samples, "总结第二篇", "短一点")
    english = asked(samples, "总结第二篇", "短一点", "and in English?")
    assert 0 < len(short.citations) < len(long.citations)
    assert english.language == "en"
    assert [c.quote for c in english.citations] == [c.quote for c in short.citations]


@pytest.mark.parametrize(
    ("speaker", "own", "others"),
    [
        ("林知秋", ["老馆建于1986年", "报告厅"], ["30天", "押金"]),
        ("王立勋", ["框架协议"], ["产业链条长", "拧成一股绳"]),
        ("江小涓", ["产业链条长"], ["框架协议", "5G"]),
        ("华源", ["工赋上海"], ["持支持态度", "可持续发展议程"]),
        ("李勇", ["可持续发展议程"], ["工赋上海"]),
        ("高峰", ["19个保障小组"], ["1.2万亿", "近110家"]),
    ],
)
def test_words_are_their_speakers_own(
    samples: Assistant, speaker: str, own: Sequence[str], others: Sequence[str]
) -> None:
    answer = samples.ask(f"{speaker}说了什么？")
    assert answer.kind == "statements"
    assert all(words in answer.text for words in own)
    assert not any(words in answer.text for words in others)


def test_a_post_is_also_the_words_of_its_holder_without_it(tmp_path: Path) -> None:
    text = (
        "馆长林知秋说，老馆太小，早就坐不下了。\n\n新馆周一不开门。\n\n林知秋透露，二期要盖报告厅。"
    )
    with small(tmp_path, [text]) as assistant:
        answer = assistant.ask("馆长说了什么？")
    assert ["坐不下" in answer.text, "报告厅" in answer.text] == [True, True]
    assert "周一" not in answer.text


def test_words_under_a_heading_of_theirs_are_theirs(tmp_path: Path) -> None:
    text = (
        "本周要闻\n\n顾长风最新谈话\n\n镇长顾长风和船工座谈，记录已经公布。\n\n"
        "（1）渡口要先修路再修桥。\n\n（2）老船不拆，留给孩子们看。\n\n别的\n\n集市改到周六。"
    )
    with small(tmp_path, [text]) as assistant:
        answer = assistant.ask("顾长风说了什么？")
    assert ["先修路" in answer.text, "老船不拆" in answer.text] == [True, True]
    assert "周六" not in answer.text


def test_an_english_noun_in_a_conversation_is_a_topic(samples: Assistant) -> None:
    answer = asked(samples, "What articles are there?", "library")
    assert (answer.kind, answer.answered) == ("topic", True)


def test_an_english_speaker_by_post_is_nobody_else(samples: Assistant) -> None:
    answer = samples.ask("What did the festival director say?")
    assert {citation.title for citation in answer.citations} == {
        "第九屆月灣文學節閉幕 三位作家獲獎"
    }


def test_a_reprint_is_not_quoted_beside_its_original(tmp_path: Path) -> None:
    text = "馆长林知秋说，老馆太小，早就坐不下了。\n\n新馆周一不开门。"
    with small(tmp_path, [text, "（转载）\n\n" + text]) as assistant:
        answer = assistant.ask("馆长说了什么？")
    assert answer.text.count("坐不下") == 1
    assert answer.citations[0].title == "第1号简讯"


def test_a_timeline_takes_no_day_of_what_stands_beside(tmp_path: Path) -> None:
    text = "云港统计年报出炉。\n\n地铁9号线带旺了沿线的店铺。\n\n到2024年底，全市要种两万棵树。"
    other = "地铁9号线2018年9月动工。\n\n它在2023年6月通车。"
    with small(tmp_path, [text, other]) as assistant:
        answer = assistant.ask("地铁9号线的时间线")
    assert ["动工" in answer.text, "两万棵树" in answer.text] == [True, False]


def test_a_bare_noun_in_a_conversation_is_a_topic(samples: Assistant) -> None:
    answer = asked(samples, "新馆有多少册藏书？", "示范区")
    assert (answer.kind, answer.answered) == ("topic", True)


@pytest.mark.parametrize("question", ["马斯克说了什么？", "江小涓在长三角论坛上讲了什么？"])
def test_nobody_is_credited_with_words_of_others(samples: Assistant, question: str) -> None:
    assert not samples.ask(question).answered


def test_a_timeline_goes_from_the_first_day_to_the_last(samples: Assistant) -> None:
    answer = samples.ask("京津冀工业互联网的时间线")
    text = answer.text
    order = [text.index(day) for day in ("2021年8月1日：", "2022年1月：", "2022年7月21日：")]
    assert order == sorted(order)
    assert verbatim(samples, answer)


def test_a_list_is_given_whole(samples: Assistant) -> None:
    answer = samples.ask("云泽图书馆有哪些新空间？")
    for space in ("少儿绘本馆", "地方文献馆", "视障阅览室", "24小时自习室"):
        assert space in answer.text


def test_a_comparison_cites_both_and_says_who_is_ahead(samples: Assistant) -> None:
    answer = samples.ask("青禾市2022年和2023年的常住人口哪个多？")
    assert answer.kind == "comparison"
    assert "312.7万" in answer.text
    assert "315.2万" in answer.text
    assert "青禾市2023年更多" in answer.text


def test_a_bare_noun_is_shown_by_article_with_what_else_it_may_mean(samples: Assistant) -> None:
    answer = samples.ask("示范区")
    assert answer.kind == "topic"
    assert all("示范区" in citation.quote for citation in answer.citations)
    assert answer.offers


def small(folder: Path, texts: Sequence[str]) -> Assistant:
    """An assistant over articles of these texts, with titles and days of January 2023."""
    rows = [
        {"title": f"第{n}号简讯", "date": f"2023-01-{n % 28 + 1:02}", "text": text}
        for n, text in enumerate(texts, start=1)
    ]
    path = folder / "news.jsonl"
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines), encoding="utf-8")
    assistant = Assistant(Settings(data_dir=folder / "index", language="zh"))
    assistant.ingest(path)
    return assistant


def test_a_single_sentence_is_said_to_be_all(tmp_path: Path) -> None:
    with small(tmp_path, ["清河镇的新桥在昨天上午正式通车了。"]) as assistant:
        answer = assistant.ask("总结一下")
    assert "只有一句话" in "".join(answer.notices)
    assert len(answer.citations) == 1


@pytest.mark.parametrize("question", ["桥", "总结一下", "总结桥"])
def test_what_has_no_long_sentence_is_quoted_as_it_begins(tmp_path: Path, question: str) -> None:
    with small(tmp_path, ["桥修好了。", "桥长四米。"]) as assistant:
        answer = assistant.ask(question)
    assert answer.answered
    assert {citation.quote for citation in answer.citations} == {"桥修好了。", "桥长四米。"}


def test_many_articles_are_counted_and_the_first_shown(tmp_path: Path) -> None:
    texts = [f"清河镇在{n}号仓库收了{n}吨稻谷，仓库由镇粮站看管。" for n in range(1, 241)]
    with small(tmp_path, texts) as assistant:
        answer = assistant.ask("关于稻谷有哪些报道？")
        more = assistant.ask("更多", history=[answer.as_turn()])
        past = assistant.ask("关于稻谷有哪些报道？（第 25 页）")
    assert "240 篇" in answer.text
    assert "还有 230 篇" in answer.text
    assert len(answer.citations) == 10
    assert "\n11. " in more.text
    assert "没有更多" in past.text
    assert not past.citations


def test_the_article_that_is_named_for_a_topic_goes_first(tmp_path: Path) -> None:
    (tmp_path / "old.md").write_text(
        "---\ntitle: 渡口停航\ndate: 2024-01-02\n---\n渡口从昨天起停航了。\n\n"
        "船工老秦说，河面结的冰有八厘米厚。\n\n镇里调来两辆客车，每天往返六趟。\n",
        encoding="utf-8",
    )
    (tmp_path / "new.md").write_text(
        "---\ntitle: 集市开张\ndate: 2024-05-06\n---\n集市搬到渡口旁边，有四十个摊位。\n",
        encoding="utf-8",
    )
    with Assistant(Settings(data_dir=tmp_path / "index", language="zh")) as assistant:
        assistant.ingest(tmp_path)
        answer = assistant.ask("渡口")
    assert list(dict.fromkeys(titles(answer))) == ["渡口停航", "集市开张"]
    assert "八厘米" in answer.text  # what names the topic once tells of it throughout


def test_filters_of_the_question_hold_for_the_list(samples: Assistant) -> None:
    from datetime import date

    from rag import Filters

    answer = samples.ask("有哪些文章？", filters=Filters(published_from=date(2024, 1, 1)))
    assert len(answer.citations) == 1


def test_a_record_of_an_answer_has_its_kind_and_offers(samples: Assistant) -> None:
    record = samples.ask("示范区").as_dict()
    assert record["kind"] == "topic"
    assert json.dumps(record, ensure_ascii=False)


def test_texts_of_the_callers_have_no_catalogue(samples: Assistant) -> None:
    answer = samples.answer_from("有哪些文章？", ["清河镇的新桥昨天通车。"])
    assert answer.kind == "fact"


def test_a_digest_says_no_more_of_its_articles_than_how_many_there_are(tmp_path: Path) -> None:
    """The alike stand together, and share few quotes; that they are one event nobody says."""
    for day in range(12):
        report = f"第{day}座桥通车。桥长{day + 5}00米，造价{day + 2}亿元。过江快了{day + 9}分钟。"
        text = f"---\ntitle: 第{day}座桥通车\ndate: 2023-07-{day + 10}\n---\n{report * 3}"
        (tmp_path / f"{day}.md").write_text(text, encoding="utf-8")
    with Assistant(Settings(data_dir=tmp_path / "data", language="zh")) as assistant:
        assistant.ingest(tmp_path)
        first = assistant.ask("这些文章讲了什么？")
        assert first.text.startswith("12 篇文章：\n")
        told = len({citation.document_id for citation in first.citations})
        assert "件事" not in first.text
        assert told < 12
        assert f"另有 {12 - told} 篇没有摘句（与上面的相近" in first.text


def test_more_of_a_digest_goes_on_where_it_stopped_and_ends(
    samples: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "没有更多" in asked(samples, "这些文章讲了什么？", "更多").text  # all of a few at once
    monkeypatch.setattr(summary, "PER_PAGE", 5)
    count = samples.count_documents()
    first, second = samples.ask("这些文章讲了什么？"), asked(samples, "这些文章讲了什么？", "更多")
    assert f"{count} 篇文章" in first.text
    assert f"{count} 篇文章" in second.text
    numbers = [
        int(n) for text in (first.text, second.text) for n in re.findall(r"(?m)^(\d+)\. ", text)
    ]
    assert numbers == sorted(set(numbers))
    assert {c.document_id for c in second.citations}.isdisjoint(
        c.document_id for c in first.citations
    )
    assert "没有更多" in asked(samples, "这些文章讲了什么？", *["更多"] * 3).text


def test_shorter_is_about_the_same_articles(samples: Assistant) -> None:
    digest = samples.ask("这些文章讲了什么？")
    briefer = asked(samples, "这些文章讲了什么？", "短一点")
    assert {c.document_id for c in briefer.citations} <= {c.document_id for c in digest.citations}
    assert digest.text.splitlines()[0] == briefer.text.splitlines()[0]
