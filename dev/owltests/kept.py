"""The site under test, kept from one test to the next while its settings are the same.

CKAN's fixtures load all plugins before each test, once more for its app, and unload them behind it:
2 s of computing for each of 800 tests. Here they stay loaded and the app stays built as long as a
test starts with the settings that they were made with; any other test gets its own, and what is
kept is thrown away.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import Any


@dataclass
class _Made:
    """What was made: the settings before and behind it."""

    before: dict[str, Any]
    after: dict[str, Any]

    def fits(self) -> bool:
        from ckan.common import config

        return dict(config) == self.before

    def restore(self) -> None:
        from ckan.common import config

        config.clear()
        config.update(deepcopy(self.after))


class KeptSite:
    """Plugins and app of one process.

    CKAN's registries are global, so there is one of this per process too.
    """

    def __init__(self) -> None:
        self._loaded: _Made | None = None
        self._built: _Made | None = None
        self._services: dict[str, Any] = {}
        self._app: Any = None
        self._app_settings: dict[str, Any] = {}  # Flask's own, a copy of CKAN's
        self._given = False

    def load_plugins(self) -> None:
        """Load the plugins of the settings, or find them loaded."""
        import ckan.plugins as p

        self._given = False
        if self._loaded and self._loaded.fits() and self._is_untouched():
            self._loaded.restore()
            _refresh()
            return
        self.forget()
        before = _settings()
        p.load_all()
        self._loaded = _Made(before, _settings())
        self._services = _services()

    def app(self, restart: bool = True) -> Any:
        """Return a new client of the site's app.

        The app is built anew for other settings, and when a test asks for a second one: that is
        how tests restart a site. With `restart` false a second client is one of the same app.
        """
        from ckan.lib import app_globals
        from ckan.tests import helpers

        # What an earlier test made of settings that can be changed at run time.
        app_globals._CONFIG_CACHE.clear()
        fits = self._built is not None and self._built.fits() and self._is_untouched()
        if self._built and fits and not (self._given and restart):
            self._built.restore()
            self._app._wsgi_app.config.clear()
            self._app._wsgi_app.config.update(deepcopy(self._app_settings))
            app_globals.reset()
        else:
            ours = self._is_untouched()
            before = _settings()
            self._app = helpers._get_test_app().app
            _see_what_others_wrote(self._app._wsgi_app)
            self._app_settings = deepcopy(dict(self._app._wsgi_app.config))
            self._built = _Made(before, _settings())
            self._services = _services()
            # Building has loaded the plugins again, perhaps with other settings.
            if not (ours and self._loaded and self._loaded.after == before):
                self._loaded = None
        self._given = True
        return helpers.CKANTestApp(self._app)

    def unload(self) -> None:
        """Unload what is kept, for a test that wants CKAN without plugins."""
        if self._loaded or self._built:
            import ckan.plugins as p

            self.forget()
            p.unload_all()

    def forget(self) -> None:
        """Keep nothing."""
        self._loaded = self._built = self._app = None
        self._services = {}

    def _is_untouched(self) -> bool:
        """Tell whether the plugins are the very ones that were loaded here."""
        now = _services()
        return now.keys() == self._services.keys() and all(
            now[name] is self._services[name] for name in now
        )


def _settings() -> dict[str, Any]:
    from ckan.common import config

    return deepcopy(dict(config))


def _services() -> dict[str, Any]:
    from ckan.plugins import core

    return dict(core._PLUGINS_SERVICE)


def _see_what_others_wrote(app: Any) -> None:
    """Let each request read the database anew: a site's have a session of their own, while a
    client's in the test's thread share the test's, with what was read before another one wrote.

    Around the app and not among its hooks: the feed answers from its stored text only where all
    hooks are CKAN's and ours (feed/quick.py), so that one more would leave that way untested.
    """
    from ckan import model

    answer = app.wsgi_app

    def wsgi_app(environ: Any, start_response: Any) -> Any:
        model.Session.expire_all()
        return answer(environ, start_response)

    app.wsgi_app = wsgi_app


def _refresh() -> None:
    """Do what loading does besides: no session, connection, file storage or cache is an old one."""
    from ckan import authz, logic, model
    from ckan.lib import app_globals, files

    model.Session.remove()
    model.meta.engine.dispose()
    files.storages.reset()
    files.storages.collect()
    app_globals.app_globals._init()
    logic.clear_actions_cache()
    logic.clear_validators_cache()
    authz.clear_auth_functions_cache()
