"""How the page looks: ink on paper, system fonts for Chinese, one vermilion; nothing fetched."""

from __future__ import annotations

import gradio as gr

SANS = (
    '"PingFang SC"',
    '"Hiragino Sans GB"',
    '"Microsoft YaHei"',
    '"Noto Sans CJK SC"',
    '"Source Han Sans SC"',
    "system-ui",
    "sans-serif",
)


def theme() -> gr.themes.Base:
    """Gradio's own components in the page's colours (assets/page.css defines the variables)."""
    made = gr.themes.Base(
        font=[name.strip('"') for name in SANS],
        font_mono=["ui-monospace", "Menlo", "Consolas", "Noto Sans Mono CJK SC", "monospace"],
        radius_size=gr.themes.sizes.radius_sm,
        text_size=gr.themes.sizes.text_md,
    )
    both = {
        "body_background_fill": "var(--yj-paper)",
        "body_text_color": "var(--yj-ink)",
        "body_text_color_subdued": "var(--yj-grey)",
        "background_fill_primary": "var(--yj-sheet)",
        "background_fill_secondary": "var(--yj-paper)",
        "block_background_fill": "transparent",
        "block_border_width": "0px",
        "block_label_background_fill": "transparent",
        "block_label_text_color": "var(--yj-grey)",
        "block_title_text_color": "var(--yj-grey)",
        "border_color_primary": "var(--yj-line)",
        "border_color_accent": "var(--yj-accent)",
        "color_accent_soft": "var(--yj-wash)",
        "input_background_fill": "var(--yj-sheet)",
        "input_background_fill_focus": "var(--yj-sheet)",
        "input_border_color": "var(--yj-line)",
        "input_border_color_focus": "var(--yj-accent)",
        "input_placeholder_color": "var(--yj-grey)",
        "button_primary_background_fill": "var(--yj-accent)",
        "button_primary_background_fill_hover": "var(--yj-accent-strong)",
        "button_primary_text_color": "var(--yj-on-accent)",
        "button_secondary_background_fill": "transparent",
        "button_secondary_background_fill_hover": "var(--yj-wash)",
        "button_secondary_text_color": "var(--yj-ink)",
        "button_cancel_background_fill": "transparent",
        "button_cancel_background_fill_hover": "var(--yj-wash)",
        "button_cancel_text_color": "var(--yj-accent)",
        "slider_color": "var(--yj-accent)",
        "checkbox_background_color_selected": "var(--yj-accent)",
        "checkbox_border_color_selected": "var(--yj-accent)",
        "table_even_background_fill": "transparent",
        "table_odd_background_fill": "transparent",
    }
    dark = {f"{name}_dark": value for name, value in both.items() if name != "block_border_width"}
    return made.set(**both, **dark)
