"""Forms: rows of labels, each with what was filled in beside it.

    姓名 | 杭思远 | 性别 | 男
    毕业院校 | 东海理工大学 | 专业 | 水利工程

``is_form(rows)`` tells one from a table whose first row names the columns: its labels stand in
every other place of every row, and what stands beside them is called otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_LONGEST_LABEL = 16
_LABEL = re.compile(  # 毕业院校, 检验有效期至, 前轴制动率（%）, 联系电话：
    r"(?:.*(?:日期|时间|年月|时限|期限|期间|周期|有效期至?|保修期|试用期|学制|年限|年度|年份|地点|地址|住址|位置|区域"
    r"|姓名|名称|品名|称谓|性别|年龄|民族|籍贯|国籍|面貌|学历|学位|院校|学校|专业|部门|科室|单位|机构|公司|企业|岗位|职务|职称"
    r"|职业|工种|级别|等级|电话|手机|传真|邮箱|邮编|网址|编号|号码|证号|车牌|型号|规格|品牌|产地|厂家|类别|类型|种类"
    r"|方式|途径|来源|用途|内容|范围|事项|原因|依据|要求|条件|标准|指标|结论|结果|意见|建议|状态|情况|备注|说明|摘要"
    r"|主题|题目|课题|项目|任务|目标|负责人|联系人|经办人|申请人|签字人|审批人|记录人|主持人|代表人|受理人|监护人|人员?"
    r"|开户行|账号|户名|税号|金额|价格?|单价|总价|费用?|预算|限价|月薪|工资|收入|押金|数量|人数|面积|长度|高度|宽度|重量"
    r"|总质量|容量|功率|电压|温度|湿度|强度|密度|浓度|率|比|度|量|值|数|额|甲方|乙方|采购人|代理|供应商)"
    r"|是否.{1,12}|血型|身高|体重|婚姻状况|兴趣|特长|户口|子女)"
)
# 毕业院校 of 毕 业 院 校（必填）：
_TRIMMED = re.compile(r"\s+|[（(].{1,12}[）)]$|[:：]$")


def is_form(rows: Sequence[Sequence[str]]) -> bool:
    """Whether every other cell is a label of the one beside it."""
    width = len(rows[0]) if rows else 0
    if width % 2 or (width == 2 and len(rows) < 2) or any(len(row) != width for row in rows):
        return False
    labels = [cell for row in rows for cell in row[::2] if cell.strip()]
    values = [cell for row in rows for cell in row[1::2] if cell.strip()]
    if len(labels) < 2 or len(set(labels)) < len(labels) or not values:
        return False
    if any(len(cell) > _LONGEST_LABEL or re.match(r"[\d.,]+$", cell) for cell in labels):
        return False
    called = sum(map(is_label, labels))
    return called * 2 > len(labels) and sum(map(is_label, values)) * 4 <= len(values)


def is_label(cell: str) -> bool:
    """Whether a cell says what stands beside it: 毕业院校, 前轴制动率（%）, 联系电话：."""
    return _LABEL.fullmatch(_TRIMMED.sub("", cell.strip())) is not None
