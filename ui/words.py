"""Every word of the page in both languages, side by side, looked up by a short name."""

from __future__ import annotations

from typing import Literal

from ui.words_desk import DESK

Language = Literal["zh", "en"]

WORDS: dict[str, tuple[str, str]] = {
    # frame
    "tagline": ("每句话都有出处", "Every statement on record"),
    "tab_ask": ("问答", "Ask"),
    "tab_articles": ("文章", "Articles"),
    "tab_corpus": ("语料", "Corpus"),
    "tab_evaluation": ("评测", "Evaluation"),
    "switch_language": ("English", "中文"),
    "switch_theme": ("深色 / 浅色", "Dark / light"),
    "sign_out": ("退出", "Sign out"),
    # asking
    "question_placeholder": (
        "就收录的文章提一个问题",
        "Ask about the articles",
    ),
    "question_label": ("问题", "Question"),
    "ask": ("提问", "Ask"),
    "stop": ("停止", "Stop"),
    "new": ("新对话", "New"),
    "export": ("导出", "Export"),
    "export_markdown": ("导出 Markdown", "Export Markdown"),
    "export_json": ("导出 JSON", "Export JSON"),
    "options": ("回答方式", "Answering"),
    "from": ("起始日期", "From"),
    "to": ("截止日期", "To"),
    "sources": ("来源", "Sources"),
    "folders": ("文件夹", "Folders"),
    "answerer": ("回答方式", "Answered by"),
    "answerer_auto": ("自动", "Automatic"),
    "answerer_extractive": ("摘录原文", "Quoting"),
    "answerer_chat": ("对话模型", "Chat model"),
    "passages": ("引用段落数上限", "Passages at most"),
    "limited_to": ("限定：", "Limited to: "),
    # stages
    "stage_understand": ("理解问题", "Understanding"),
    "stage_search": ("检索文章", "Searching"),
    "stage_read": ("阅读段落", "Reading"),
    "stage_write": ("组织回答", "Writing"),
    "stage_verify": ("核对引文", "Checking"),
    "stage_wait": ("排队中", "Waiting"),
    # turns
    "understood_as": ("实际检索：", "Searched as: "),
    "sources_title": ("出处", "Sources"),
    "copy": ("复制", "Copy"),
    "copied": ("已复制", "Copied"),
    "retry": ("重试", "Retry"),
    "edit": ("修改", "Edit"),
    "good": ("有帮助", "Helpful"),
    "bad": ("有问题", "Not right"),
    "rated": ("已记录，谢谢", "Noted, thank you"),
    "stopped": ("已停止。", "Stopped."),
    "interrupted": (
        "上次在回答途中离开了页面，这个问题没有答完。",
        "The page was left while this was being answered.",
    ),
    "refused": ("文章里没有答案", "The articles do not answer this"),
    "nearest": (
        "最接近的文章，以及它们为什么不能回答",
        "The nearest articles, and why they do not answer",
    ),
    "failed": ("这次没有答成", "This could not be answered"),
    "failed_unknown": (
        "程序出了意外，没有给出回答。请重试；若一再出现，请查看运行窗口的日志。",
        "Something unexpected went wrong and no answer was given. Try again; if it keeps "
        "happening, see the log in the window Youju runs in.",
    ),
    "busy": (
        "现在提问的人太多，请过一会儿重试。",
        "Too many questions are being answered right now. Try again in a moment.",
    ),
    "too_fast": (
        "提问过于频繁，请 {seconds} 秒后再试。",
        "Too many questions in a short time. Try again in {seconds} s.",
    ),
    "empty_question": ("请先写下问题。", "Write a question first."),
    "still_answering": (
        "上一个问题还在回答，请等它结束或先停止。",
        "The last question is still being answered: wait or stop it first.",
    ),
    "forgotten": (
        "页面放置太久，正在重新载入，对话会回到原处。",
        "This page was left for long and is loaded anew; the conversation comes back.",
    ),
    "reload": ("重新载入", "Load it now"),
    "seconds": ("{seconds} 秒", "{seconds} s"),
    # welcome
    "indexed_one": ("已收录 1 篇文章", "1 article indexed"),
    "indexed": ("已收录 {documents} 篇文章", "{documents} articles indexed"),
    "between": ("{start} 至 {end}", "{start} to {end}"),
    "nothing_indexed": ("还没有收录文章", "Nothing is indexed yet"),
    "nothing_indexed_hint": (
        "到“文章”页拖入文件，或在终端运行 youju ingest 文件夹。",
        "Drop files on the Articles tab, or run youju ingest FOLDER in a terminal.",
    ),
    "welcome_title": ("问一问这些文章", "Ask these articles"),
    "welcome_hint": (
        "回答中的每个 [n] 都能点开，直达原文中的那句话；没有依据时会直说。",
        "Each [n] opens the article at the very words it rests on; without evidence, Youju "
        "says so.",
    ),
    "offers": ("接着问", "Ask next"),
    "what_is_here": ("这里有哪些文章？", "What articles are there?"),
    "examples": ("试着问", "Try asking"),
    "finding_examples": ("正在从文章里想几个问题…", "Finding questions to try…"),
    # evidence
    "evidence": ("证据", "Evidence"),
    "evidence_empty": ("点开回答中的 [n]", "Open an [n] in an answer"),
    "evidence_empty_hint": (
        "这里会显示那篇文章，并停在所引的那句话上。",
        "The article appears here, held at the words that are quoted.",
    ),
    "reader_empty": ("点开左边的一篇文章", "Open an article in the list"),
    "reader_empty_hint": (
        "这里显示清洗后的全文，回答只引用其中的原话。",
        "Its cleaned text appears here; answers quote only words that stand in it.",
    ),
    "evidence_of": ("证据 {n} / {total}", "Evidence {n} of {total}"),
    "near_of": ("相近 {n} / {total}", "Nearest {n} of {total}"),
    "previous": ("上一条", "Previous"),
    "next": ("下一条", "Next"),
    "whole": ("阅读全文", "Whole article"),
    "excerpt": ("只看引文前后", "Around the quote"),
    "close": ("关闭", "Close"),
    "open_original": ("打开原始文件", "Original file"),
    "open_link": ("原文链接（{host}）", "Link ({host})"),
    "stated": ("刊于 {date}", "Published {date}"),
    "inferred": ("约 {date}（推断）", "About {date} (inferred)"),
    "inferred_from": ("依据：{evidence}", "from: {evidence}"),
    "no_date": ("日期不详", "No date"),
    "also_in": ("另见于：", "Also in: "),
    "cut_before": ("⋯ 前文略 ⋯", "⋯ earlier text left out ⋯"),
    "cut_after": ("⋯ 后文略 ⋯", "⋯ later text left out ⋯"),
    "gone": (
        "这篇文章已被移除或更新，下面是回答时引用的原句。",
        "The article has been removed or changed since; these are the words that were quoted.",
    ),
    "gone_article": ("这篇文章已经不在了。", "That article is no longer there."),
    "gone_file": ("原始文件已不在原处。", "The original file is no longer where it was."),
    "untitled": ("（无标题）", "(untitled)"),
    "characters": ("{count} 字", "{count} characters"),
    # articles
    "reading_files": ("正在读入…", "Reading…"),
    "articles_so_far": ("{count} 篇", "{count} articles"),
    "time_left": ("约剩 {seconds} 秒", "about {seconds} s left"),
    "report_removed": ("不再收录 {count} 篇。", " {count} no longer indexed."),
    "report_counts": (
        "新增 {added} 篇，更新 {changed} 篇，未变 {unchanged} 篇，用时 {seconds} 秒。",
        "{added} added, {changed} changed, {unchanged} unchanged, in {seconds} s.",
    ),
    "report_read": ("读入", "Read"),
    "report_noticed": ("已读入，但请注意", "Read, but note"),
    "notice": ("说明", "Note"),
    "report_skipped": ("跳过", "Skipped"),
    "file": ("文件", "File"),
    "title": ("标题", "Title"),
    "date": ("日期", "Date"),
    "source": ("来源", "Source"),
    "length": ("字数", "Characters"),
    "reason": ("原因", "Reason"),
    "encoding": ("编码", "Encoding"),
    "no_articles": ("没有符合的文章。", "No article fits."),
    "articles_shown": ("第 {first}–{last} 篇，共 {total} 篇", "{first}–{last} of {total}"),
    "read": ("阅读", "Read"),
    "remove": ("移除", "Remove"),
    "remove_sure": (
        "从索引移除《{title}》？移除后任何回答都不再引用它。",
        "Remove “{title}” from the index? No answer will cite it afterwards.",
    ),
    "confirm_remove": ("确认移除", "Remove it"),
    "cancel": ("取消", "Cancel"),
    "removed": ("已移除 {count} 篇。", "{count} removed."),
    # corpus
    "articles_over_time": ("按月的文章数", "Articles by month"),
    "by_source": ("来源", "Sources"),
    "by_length": ("篇幅（字）", "Length (characters)"),
    "by_language": ("语言", "Languages"),
    "articles": ("文章数", "Articles"),
    "duplicates": ("重复与转载", "Duplicates and reprints"),
    "passages_count": ("段落", "Passages"),
    "size": ("占用磁盘", "On disk"),
    "embedding_model": ("向量模型", "Embedding model"),
    "refresh": ("刷新", "Refresh"),
    # evaluation
    "no_runs": (
        "还没有评测记录。在上面运行一次，或在终端运行 youju eval，结果会出现在这里。",
        "No evaluation has been run. Run one above, or youju eval in a terminal.",
    ),
    "run": ("评测", "Run"),
    "score": ("得分", "Score"),
    "interval": ("95% 区间", "95 % interval"),
    "measure": ("指标", "Measure"),
    "failed_questions": ("未答对的问题（{count}）", "Questions that failed ({count})"),
    "none_failed": ("这次全部答对。", "Nothing failed in this run."),
    "run_unfinished": (
        "这次评测没有跑完：再运行同一条命令，会从停下的地方继续。",
        "This run was not finished: run the same command again and it goes on from there.",
    ),
    "no_source": ("未注明", "not named"),
    "expected": ("应答：", "Expected: "),
    "given": ("所答：", "Given: "),
    "retrieved": ("检索到：", "Retrieved: "),
    "evidence_at": (
        "正确证据排在第 {rank} 位（共 {depth} 段）",
        "the right evidence at rank {rank} of {depth}",
    ),
    "evidence_nowhere": (
        "检索到的 {depth} 段里没有正确证据",
        "no right evidence among the {depth} passages found",
    ),
    "why": ("失分环节：", "Lost at: "),
    # feedback
    "why_bad": ("哪里有问题？（可不填）", "What is wrong? (optional)"),
    "why_good": ("好在哪里？（可不填）", "What was good? (optional)"),
    "send": ("提交", "Send"),
    # conversations kept, scope, cards, sharing (the chat tab)
    "talks": ("对话", "Conversations"),
    "talks_find": ("搜索对话", "Search conversations"),
    "talks_none": ("问过的会留在这里", "What you ask stays here"),
    "talks_not_found": ("没有找到", "Nothing found"),
    "talks_full": (
        "保存的对话太多，这一次没有存下。请先导出，再删去一些。",
        "There are too many conversations: this one was not kept. Export them and delete some.",
    ),
    "talk_not_kept": (
        "这次对话没有存下：数据文件夹写不进去。",
        "This conversation was not kept: the data folder cannot be written.",
    ),
    "not_kept_here": (
        "这个浏览器不让网页保存内容，对话关掉就没有了。",
        "This browser lets pages keep nothing: the conversation is gone when it is closed.",
    ),
    "kept_before": (
        "没有得到新的回答，保留了原来的。",
        "There is no new answer: the one before stays.",
    ),
    "pinned": ("置顶", "Pinned"),
    "today": ("今天", "Today"),
    "yesterday": ("昨天", "Yesterday"),
    "before": ("更早", "Earlier"),
    "rename": ("改名", "Rename"),
    "pin": ("置顶", "Pin"),
    "unpin": ("取消置顶", "Unpin"),
    "delete": ("删除", "Delete"),
    "deleted": ("已删除“{}”", "Deleted “{}”"),
    "undo": ("撤销", "Undo"),
    "export_all": ("导出全部", "Export all"),
    "import_all": ("导入", "Import"),
    "imported_talks": ("已导入 {} 个对话", "{} conversations imported"),
    "imported_none": ("这些对话这里都有了", "All of these conversations are here already"),
    "import_refused": (
        "这不是有据导出的对话文件，或者被改动过；什么也没有导入。",
        "That is no file of conversations exported by Youju, or it was changed. Nothing was "
        "imported.",
    ),
    "import_too_large": ("文件太大，没有导入。", "The file is too large; nothing was imported."),
    "imported_turn": (
        "这是从文件导入的回答，引文与本机收录的文章对不上，未经核对。",
        "This answer was imported; its quotes are not in the articles here and are unchecked.",
    ),
    "talk_options": ("更多：{}", "More: {}"),
    "to_newest": ("回到最新", "To the newest"),
    "scope": ("范围", "Scope"),
    "scope_all": ("全部文章", "All articles"),
    "scope_remove": ("不再限定：{name}", "No longer limit to {name}"),
    "scope_days": ("日期", "Dates"),
    "scope_sources": ("来源", "Sources"),
    "scope_folders": ("文件夹", "Folders"),
    "scope_documents": ("文章", "Articles"),
    "scope_saved": ("收藏", "Saved"),
    "scope_find": ("查找", "Find"),
    "scope_none": ("没有符合的。", "Nothing fits."),
    "scope_more": ("还有 {count} 个，用上面的框查找。", "{count} more: find them above."),
    "scope_clear": ("清除", "Clear"),
    "scope_name": ("给现在的范围起个名字", "Name the present scope"),
    "scope_save": ("收藏", "Save"),
    "scope_save_hint": (
        "选好范围后可以在这里收藏，下次一点就用。",
        "Choose a scope, then save it here to use it again.",
    ),
    "scope_forget": ("删除收藏“{name}”", "Forget “{name}”"),
    "mentions": ("只问这篇文章", "Ask this article alone"),
    "more_sources": ("另外 {count} 篇", "{count} more articles"),
    "share": ("分享", "Share"),
    "share_link": ("复制链接", "Copy a link"),
    "share_failed": (
        "没有做成链接：数据文件夹写不进去。",
        "No link was made: the data folder cannot be written.",
    ),
    "link_copied": ("链接已复制，30 天内有效", "Link copied; it opens for 30 days"),
    "copy_plain": ("复制纯文本（带脚注）", "Copy as text with footnotes"),
    "print": ("打印", "Print"),
    "shared_answer": ("分享的回答", "A shared answer"),
    "shared_until": ("链接在 {date} 前有效", "The link opens until {date}"),
    "shared_gone": (
        "没有这个链接，或者它已经过期、被删除，或者属于另一个账号。",
        "There is no such link, or it is over, was deleted, or belongs to another account.",
    ),
    "links": ("我分享的链接", "Links I shared"),
    "links_none": (
        "还没有分享过回答。在回答下面点“分享”，复制链接。",
        "You have shared no answer. Use Share below an answer to copy a link.",
    ),
    "links_more": ("另有 {count} 个更早的链接。", "{count} earlier links are not listed."),
    "links_unread": ("链接读不出来：数据文件夹有问题。", "The data folder's links cannot be read."),
    "links_stay": (
        "链接没有收回，它仍然能打开。请再试一次。",
        "The links were not ended and still open. Try again.",
    ),
    "unlink": ("收回", "End"),
    "unlink_all": ("全部收回", "End all"),
    "unlink_sure": (
        "收回全部 {count} 个链接？收到它们的人再也打不开。",
        "End all {count} links? Nobody who has them can open them again.",
    ),
    "unshare": ("删除这个链接", "Delete this link"),
    "unshared": ("链接已删除。", "The link is deleted."),
    "quote_changed": (
        "原文已被移除或改动，这里是回答时引用的原句",
        "The article was removed or changed since; these are the words that were quoted",
    ),
    "signed_in_already": ("已经登录？直接打开", "Signed in already? Open it"),
    "to_the_page": ("到问答页", "To the page"),
    # login
    "login_title": ("登录有据", "Sign in to Youju"),
    "user": ("用户名", "User"),
    "password": ("密码", "Password"),
    "login": ("登录", "Sign in"),
    "too_many_tries": (
        "密码输错次数过多，请 {seconds} 秒后再试。",
        "Too many wrong passwords. Try again in {seconds} s.",
    ),
    "login_failed": ("用户名或密码不对。", "Wrong user or password."),
    # reading, managing, settings, evaluations
    **DESK,
}


def word(name: str, language: Language, /, **values: object) -> str:
    """The wording called ``name`` in ``language``, its ``{fields}`` filled in.

    Raises:
        KeyError: No such wording: a fault of the program.

    """
    zh, en = WORDS[name]
    text = zh if language == "zh" else en
    return text.format(**values) if values else text
