"""How many of fifty questions to tables and Office files are answered and cited rightly.

    python -m benchmarks.tables [first|second|third]

The files are written for it (``benchmarks.tables_files``). A right answer has one of the words
of each group, and its quotes hold the words of ``CITED``; where there is no answer it refuses.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks import tables_files
from rag import Answer, Assistant, Settings


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; the words the answer must hold, none where it must refuse; words to be quoted."""

    question: str
    answer: str = ""
    cited: tuple[str, ...] = ()


FIRST = (
    Asked("梧桐小学有多少在校学生？", "1280", ("在校学生（人）", "梧桐小学")),
    Asked("临江中学的专任教师有多少人？", "94人", ("专任教师", "临江中学")),
    Asked("临江中学占地面积是多少？"),
    Asked("哪所学校占地面积最大？", "梧桐中学", ("52.3",)),
    Asked("宁州市中小学在校学生合计多少人？", "4877", ("合计",)),
    Asked("妇幼保健院开放床位多少张？", "455张", ("开放", "妇幼保健院")),
    Asked("中医院的床位使用率是多少？", "88.5%", ("床位使用率",)),
    Asked("直线加速器的单价是多少？", "2350万元", ("单价（万元）",)),
    Asked("核磁共振仪是什么时候购置的？", "2021-06-08", ("购置日期",)),
    Asked("航海博物馆的馆长是谁？", "戴云帆", ("馆长",)),
    Asked("哪个博物馆的藏品数量最多？", "民俗博物馆", ("27610",)),
    Asked("名录里一共有几家博物馆？", "3", ("馆名",)),
    Asked("北港到鹿岛的周末票价是多少？", "138元", ("周末", "北港—鹿岛")),
    Asked("松阳图书馆周末闭馆时间延长到几点？", "21时30分"),
    Asked("自助借还机由谁负责？", "裴文舟"),
)
SECOND = (
    Asked("沙柳镇的苹果产量是多少吨？", "9130吨", ("苹果", "沙柳镇")),
    Asked("白杨镇梨的面积有多少亩？", "1460亩", ("梨", "白杨镇")),
    Asked("哪个乡镇的梨产量最高？", "白杨镇", ("2205",)),
    Asked("泉城分馆的文学类图书借阅了多少？", "27.5万册次", ("文学", "泉城分馆")),
    Asked("各馆科技类借阅合计多少？", "69.7", ("合计",)),
    Asked("哪个馆的少儿借阅最少？", "河西分馆", ("21.6",)),
    Asked("雪花梨的批发价是多少？", "5.6元/公斤", ("批发价", "雪花梨")),
    Asked("巨峰葡萄的产地是哪里？", "临泽", ("产地",)),
    Asked("溢洪道改造投资多少万元？", "1845万元", ("投资（万元）",)),
    Asked("石桥水库工程的项目经理是谁？", "谭远征"),
    Asked("马拉松第二名是谁？", "苏牧", ("名次",)),
    Asked("穆野的成绩是多少？", "2:16:48", ("成绩",)),
    Asked("滨湖马拉松完赛人数是多少？", "11874", ("完赛人数",)),
    Asked("养老院招聘康复师的学历要求是什么？", "本科，康复专业", ("学历要求",)),
    Asked("营养师的月薪是多少？"),
)
THIRD = (
    Asked("岚山区2024年教育支出实际完成多少？", "702.8亿元", ("实际完成", "教育支出")),
    Asked("岚山区2023年教育支出实际完成多少？", "640.2亿元", ("实际完成", "教育支出")),
    Asked("2024年公务用车年初预算是多少？", "220辆", ("年初预算", "公务用车")),
    Asked("岚山区2022年教育支出实际完成多少？"),
    Asked("岚山区2024年医疗支出实际完成多少？"),
    Asked("清水站3月降水多少？", "49.8毫米", ("3月", "清水站")),
    Asked("牛背岭站2月的降水量是多少？"),
    Asked("哪个气象站1月降水最少？", "牛背岭站", ("8.9",)),
    Asked("鹤鸣站是什么时候建站的？", "1958年6月", ("建站日期",)),
    Asked("名单里一共有几个气象站？", "3个", ("气象站",)),
    Asked("欧阳澈的联系电话是多少？", "0556-7010", ("联系电话",)),
    Asked("不动产科由谁值班？", "欧阳澈", ("值班人", "不动产科")),
    Asked("陆曼青在哪个科室？", "户籍科", ("科室",)),
    Asked("户籍科的值班人有哪些？", "钟叔衡、陆曼青", ("值班人",)),
    Asked("4号窗口由谁值班？", "陆曼青", ("窗口",)),
    Asked("政务大厅的建筑面积是多少？", "6400平方米", ("建筑面积",)),
    Asked("政务大厅的服务热线是多少？", "12345", ("服务热线",)),
    Asked("政务大厅的办公地址在哪里？", "滨河路18号", ("办公地址",)),
    Asked("税务科的联系电话是多少？"),
    Asked("黄山站3月降水多少毫米？"),
)


def right(asked: Asked, answer: Answer) -> bool:
    """Whether an answer is right and its quotes show what it rests on."""
    if not asked.answer:
        return not answer.answered
    quotes = "\n".join(citation.quote for citation in answer.citations)
    first = answer.text.partition("\n")[0]
    return (
        answer.answered and asked.answer in first and all(words in quotes for words in asked.cited)
    )


def measure(name: str) -> tuple[int, int]:
    """How many of a half are right, and of how many; what is wrong is printed."""
    makes, questions = {
        "first": (tables_files.FIRST, FIRST), "second": (tables_files.SECOND, SECOND),
        "third": (tables_files.THIRD, THIRD),
    }[name]  # fmt: skip
    count = 0
    with tempfile.TemporaryDirectory(prefix="youju-tables-") as scratch:
        folder = Path(scratch) / "files"
        folder.mkdir()
        for make in makes:
            make(folder)
        settings = Settings(data_dir=Path(scratch) / "data", language="zh", answerer="extractive")
        with Assistant(settings) as assistant:
            report = assistant.ingest(folder)
            for skip in report.skipped:
                print(f"  skipped {Path(skip.path).name}: {skip.reason}")
            for asked in questions:
                answer = assistant.ask(asked.question)
                if right(asked, answer):
                    count += 1
                else:
                    print(f"  wrong: {asked.question}  {answer.text!r}")
    return count, len(questions)


def main() -> int:
    """Print both halves, or the one that is named."""
    for name in sys.argv[1:] or ["first", "second", "third"]:
        count, of = measure(name)
        print(f"{name}: {count} of {of}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
