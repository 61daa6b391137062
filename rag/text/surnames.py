"""First characters of Chinese family names and of common transcriptions of foreign ones."""

from __future__ import annotations

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁"
    "任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴"
    "莫孔向汤葛庞齐辛童海华邬昆欧阳司徒诸尚温康施牛樊葛安常乔赖文殷颜倪骆兰鲁季麦路喻易翟聂焦柳祝"
)
"""One character each; a name of two to four characters that begins with none is no person's."""
