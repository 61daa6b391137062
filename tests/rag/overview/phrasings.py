"""Ways to ask, by what they are after; ``FACTS`` look like overviews and ask for a fact."""

from __future__ import annotations

PHRASINGS: dict[str, str] = {
    "greeting": """
        你好|您好|你好啊|嗨|哈喽|早上好|下午好！|在吗？|hello|Hi|hi there!|Good morning|hey|你好，有据
        """,
    "thanks": "谢谢|谢谢你！|多谢|非常感谢|辛苦了|thanks|Thank you!|thank you very much|thx",
    "farewell": "再见|拜拜|bye|Goodbye!|没事了",
    "pleased": "好的|明白了|不错|你真棒|太好了|ok|great|got it|that's helpful",
    "who": """
        你是谁？|您是谁|你叫什么名字|介绍一下你自己|你是机器人吗？|你是什么模型|有据是什么|who are you|What are you?
        |what's your name?|are you a bot?|您好，你是谁？
        """,
    "help": """
        帮助|怎么用|你能做什么？|你会做什么|我可以问什么？|有什么功能|如何使用|help|what can you do?|What can I ask?
        |how does this work?|你好，你能帮我做什么？
        """,
    "count": """
        有多少篇文章？|一共有几篇文章|这里总共收录了多少篇文章？|文章有几篇|文章总数是多少|How many articles are there?
        |how many documents do you have|关于地铁的文章有几篇？|有多少篇文章提到了示范区|示范区的报道有几篇
        |how many articles mention the metro
        """,
    "listing": """
        有哪些文章？|这里有哪些文章|你这里有什么文章|文章列表|列出所有文章|都有什么文章|目录|你收录了哪些文章？|里面有什么内容
        |最新的文章是什么？|最新一篇是哪篇|最早的文章是哪一篇？|最近有什么新闻|有什么新文章|最近三篇文章|最长的文章是哪篇
        |2022年7月的文章有哪些|2021年有哪些报道|2022年7月以后有哪些文章？|2022年1月到7月的文章
        |关于台风有哪些报道？|哪些文章提到了王志军|有没有关于地铁的文章？|有哪些文章讲图书馆|示范区的文章有哪些|台风相关报道
        |涉及工信部的文章有哪些|关于月湾文学节有什么报道|哪几篇文章说到了暴雨|找一下关于茶叶的文章|请帮我看看有没有茶会的新闻
        |青禾方面的文件都有哪些|哪篇文章提到了永安桥|云泽日报的文章有哪些|本地新闻里有哪些文章
        |What articles are there?|list all articles|what's in here?|show me all the documents|What's new?
        |what is the latest article?|which one is the newest|the oldest article|Which articles mention the flood?
        |any news about the port?|articles about the library|do you have anything about tea?|articles from 2022
        |which articles were published in July 2022|what is there about the metro here|which reports cover the festival
        """,
    "sources": """
        有哪些来源？|文章来自哪些媒体？|这些文章都来自哪里|来源有哪些|都有哪些媒体|what sources are there?
        |where do these articles come from?|which newspapers are these from
        """,
    "authors": "文章的作者都有哪些|这些文章是谁写的|作者有哪些|who wrote these articles?",
    "days": """
        这些文章的时间范围是什么|文章都是哪些日期的|文章涵盖哪段时间|时间跨度多大|what period do the articles cover?
        |what is the date range
        """,
    "about_file": """
        第二篇的作者是谁|这篇文章是谁写的？|第一篇来自哪里|这篇文章有多少字|最新的文章是什么时候发布的|who wrote this article?
        |when was the second article published?
        """,
    "summary": """
        总结一下|总结这篇文章|概括第二篇|请用三句话概括第一篇文章|这几篇文章讲了什么？|这些文章主要讲了什么|所有文章都讲了些什么
        |这篇文章的主要内容是什么|第三篇的要点|总结这次会议的主要内容|会议讲了什么|座谈会的主要内容是什么|京津冀座谈会讲了什么
        |总结示范区的情况|把最新的文章总结一下|最近两篇文章的要点|《云泽县图书馆新馆开门迎客》讲了什么？|帮我概括一下地铁的报道
        |临溪暴雨那篇讲了什么|讲图书馆的那篇文章，总结一下|最新的文章讲了什么|这些报道主要讲哪些主题|给我一个摘要
        |用一句话概括这篇文章|前两篇文章说了什么|能不能帮我总结一下茶会|这堆文件都是关于什么的|本文大意
        |Summarize this article|summarize the second article|sum up the articles|What are these articles about?
        |give me a summary of the port article|What is this article about?|main points of the first article
        |what are the key points?|tl;dr|What was discussed at the meeting?|summarize the article about the library
        |summarize everything in three sentences
        """,
    "timeline": """
        时间线|示范区的时间线|梳理一下3号线的来龙去脉|地铁建设的大事记|按时间顺序说说示范区|给我捋一下图书馆的时间线
        |京津冀协同的发展历程是怎样的|timeline of the demonstration zone|give me a timeline|a chronology of the metro
        """,
    "statements": """
        王志军说了什么？|林知秋说了些什么|徐晓兰讲了什么|专家怎么看？|专家们怎么看示范区|馆长有什么看法|王立勋的致辞内容是什么
        |谁说了什么？|各方怎么看|嘉宾们都说了什么|江小涓的观点是什么|华源在论坛上说了什么|局长怎么说|引用徐晓兰的话
        |工信部怎么看长三角|邬贺铨怎么评价5G|大家都说了什么|方以宁对增长有什么看法
        |What did Helen Qiu say?|what did the port director say about emissions|who said what?
        |What do the experts think about the zone?|what are Helen Qiu's views
        """,
    "comparison": """
        京津冀和长三角的示范区有什么不同？|华为和比亚迪哪个收入高|比较2022年和2023年的青禾经济|3号线和1号线哪条更长？
        |两次论坛有什么区别|座谈会与论坛的异同|对比一下北京和天津|青禾市2022年和2023年的人口哪个多|新馆和老馆有何不同
        |两篇文章说的长度咋不一样|Compare the two forums and the meeting|what's the difference between 2022 and 2023?
        |which is longer, line 3 or line 1?|how do the two reports and the notice differ
        """,
    "topic": """
        示范区|京津冀|王志军|人工智能|文学节|介绍一下示范区|说说地铁|明前茶怎么回事|3号线的情况|关于示范区|讲讲长三角论坛
        |标识解析|Lanwan Port|tell me about the metro|shore power|what do you know about the library
        """,
}

FACTS = """
    示范区何时获批？|示范区是哪天获批的|2023全球工业互联网大会什么时候举办？|新馆有多少册藏书|3号线全长多少公里？
    |云泽县图书馆馆长是谁？|谁是工信部副部长|论坛的主题是什么？|会议在哪里召开|会议有多少人参加？|会议审议通过了什么文件
    |座谈会是谁主持的|大会由哪些单位主办？|新馆有哪些新空间|客流最多的三座车站是哪几座|产业集群在哪三个领域
    |为什么要盖新图书馆？|工期为什么推迟了|示范区是怎么批下来的|青禾地铁有多长|票价是多少|起步价多少钱
    |2022年青禾市的地区生产总值是多少？|2023年增长了多少|常住人口有多少|山桥茶会谁得了第一名|茶叶收购价涨到多少
    |王立勋担任什么职务|王立勋是什么职务？|《数字服务全链嵌入与产业互联网竞争力》是谁讲的？|白皮书是什么时候发布的
    |三地签了什么协议|工信部授予沈阳什么称号|哪家单位公布了优秀工业软件案例|哪个镇雨量最大？|有人员伤亡吗？
    |办读者证要交押金吗|工信部支持长三角建设示范区吗？|月湾文学节的主题是什么|小说奖得主是谁？|展览面积有多大
    |图书馆周几闭馆|末班车几点|永安桥建于哪一年|哪位院士作了报告|论坛上发布了哪些成果|谁作了主题演讲？
    |会议总结了哪些经验|年终总结大会在哪里开的|报告提出了什么目标|方案列出了几项重点任务？|国务院第几次常务会议讨论的
    |专家组由谁任组长|专家组有几个人|发言人是谁|记者问了什么问题|馆长叫什么名字|青禾市统计局局长是谁
    |2022年工作方案是在哪天的座谈会上通过的？|这次会议是哪天召开的？|这届大会有多少家企业参展|本届大会的永久会址在哪里
    |最新的统计数据是多少|最新款手机多少钱|最早提出这个概念的是谁|最长的桥有多长|最高票价是多少|最大雨量出现在哪里
    |第二届论坛在哪里举办|第一名是谁|第三产业增加值是多少|第二篇论文的作者单位获得了多少资助
    |文学节有多少位作家参加|文学节入场人次有多少|作家来自多少个国家|新闻发布会是哪天召开的|发布会由谁主持
    |消息发布后股价涨了多少|报道援引了哪位专家的说法|文件规定租金每月可以扣多少|通知要求什么时候报送
    |示范区获批时间|云泽县图书馆馆长|青禾地铁票价|3号线全长|常住人口|大会主题|第一产业增加值
    |华为一年的研发投入和Uber全年的AI预算各是多少？|2021年座谈会和2022年论坛分别是哪天举行的？
    |北京和天津签了什么协议|京津冀三地工信部门在哪里签的协议？|今年增长目标是多少？|去年人口增加了多少
    |谢谢一词出自哪里|你好李焕英的导演是谁|再见爱人的主持人是谁
    |When was the demonstration zone approved?|Who is the port director of Lanwan?|How much did the berth cost?
    |how many containers did the port handle in 2021?|What is the theme of the forum?|where was the meeting held?
    |Which city hosts the conference?|how long is line 3?|what happened on July 28?|who opened the festival?
    |what was published in September 2021?|which organisation published the cases?|Is there a deposit for readers?
    |How many people live in Qinghe?|why was the project delayed?|what did the berth cost?|who won the tea contest?
    |when does the library close?|which station is the busiest?|What percentage of growth was reported in 2023?
    |what does the ticket cost?|how many articles does the contract have in chapter 2?
    """


def several(text: str) -> list[str]:
    """The phrasings of a block."""
    return [" ".join(part.split()) for part in text.split("|") if part.strip()]
