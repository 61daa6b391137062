"""What the reader cannot see: posts, degrees, and English turned round."""

from __future__ import annotations

import pytest

from rag.verifying.degrees import overstated
from rag.verifying.english import turned
from rag.verifying.posts import another_s_post

SHOP = "省商务厅副厅长宋以宁说，出口增长两倍。林晓棠任镇党委副书记。沈若愚1983年任设计院副院长。"


@pytest.mark.parametrize(
    ("claim", "post"),
    [
        pytest.param("商务厅副厅长宋以宁说，出口增长两倍。", "", id="his_own"),
        pytest.param("宋以宁说，出口增长两倍。", "", id="no_post"),
        pytest.param("商务厅厅长宋以宁说，出口增长两倍。", "厅长宋以宁", id="a_deputy_s"),
        pytest.param("商务厅主任宋以宁说，出口增长两倍。", "主任宋以宁", id="nobody_s"),
        pytest.param("厅长是宋以宁。", "厅长宋以宁", id="before_is"),
        pytest.param("沈若愚1983年任设计院院长。", "院长沈若愚", id="behind_the_name"),
        pytest.param("林晓棠任副书记。", "", id="his_own_behind_the_name"),
    ],
)
def test_a_post_is_its_holder_s(claim: str, post: str) -> None:
    assert another_s_post(claim, [SHOP]) == post


@pytest.mark.parametrize(
    ("claim", "quote", "word"),
    [
        ("是全省最大的湖。", "是全省第二大湖。", "最大"),
        ("是全省最大的湖。", "是全省最大的湖。", ""),
        ("红岩是最适合的手机。", "红岩是一部手机。", "最适合"[:2]),
        ("最后换了电源。", "换了电源。", ""),
        ("补贴全部由市级承担。", "补贴由市、区两级承担。", "全部"),
        ("补贴全部由市级承担。", "补贴都由市级承担。", ""),
        ("每月电费不到10元。", "一年电费不到10元。", "每月"),
        ("每年电费不到10元。", "一年电费不到10元。", ""),
        ("每天供水15万吨。", "日供水能力15万吨。", ""),
        ("线下销售占六成。", "线上销售占六成。", "线下"),
        ("线下销售占四成。", "线上销售占六成，线下占四成。", ""),
        ("Each turbine has 12 megawatts.", "Six turbines have 12 megawatts.", "each"),
        ("Permits cost 40 a month.", "Permits cost 40 a year.", "a month"),
        ("It is the largest lake.", "It is the second-largest lake.", "largest"),
    ],
)
def test_a_degree_must_be_the_quote_s(claim: str, quote: str, word: str) -> None:
    assert overstated(claim, quote.lower(), "") == word


@pytest.mark.parametrize(
    ("claim", "quote", "kind"),
    [
        (
            "Donations rose by 9 percent.",
            "Income rose, while donations fell by 9 percent.",
            "change",
        ),
        ("Donations dropped by 9 percent.", "Income rose, while donations fell by 9 percent.", ""),
        ("The council approved the car park.", "The council rejected the car park.", "change"),
        ("The turbines were installed in May.", "The turbines will be installed in May.", "plan"),
        ("The turbines will be installed in May.", "The turbines would be installed in May.", ""),
        ("The show will travel to Oslo.", "The show about maps may travel to Oslo.", "plan"),
        ("The show might travel to Oslo.", "The show about maps may travel to Oslo.", ""),
        ("The wing stays closed until 2025.", "The wing will remain closed until 2025.", ""),
    ],
)
def test_english_turned_round(claim: str, quote: str, kind: str) -> None:
    assert turned(claim, quote.lower())[0] == kind
