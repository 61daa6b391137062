"""Who may do what concerns the whole server: run an evaluation, see its settings, try an endpoint.

Every reader may ask, add and remove articles; see docs/security.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ui.state.limits import is_this_machine
from ui.state.session import user_of

if TYPE_CHECKING:
    from rag import Settings


def may_manage(settings: Settings, request: Any) -> bool:
    """Whether the visitor of ``request`` manages this server.

    With a login those whom ``YOUJU_UI_ADMINS`` names, and nobody else; without one whoever sits
    at the machine itself, where no proxy brings others.
    """
    if settings.ui_users.get_secret_value():
        return user_of(request) in settings.ui_admins
    host = getattr(getattr(request, "client", None), "host", None)
    return not settings.ui_proxies and is_this_machine(host)
