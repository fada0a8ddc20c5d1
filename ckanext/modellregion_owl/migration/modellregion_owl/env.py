"""Alembic environment: our tables only, with a version table of their own."""

from __future__ import annotations

from logging.config import fileConfig
from pathlib import Path

from alembic import context
from sqlalchemy import engine_from_config, pool

from ckan.model.meta import metadata

config = context.config
# Without the flag alembic silences every logger of the process, CKAN's and the tests' too.
fileConfig(config.config_file_name, disable_existing_loggers=False)

NAME = Path(__file__).parent.name


def include_object(object, object_name, type_, reflected, compare_to):
    return type_ != "table" or object_name.startswith("modellregion_")


def options():
    return {
        "target_metadata": metadata,
        "version_table": f"{NAME}_alembic_version",
        "include_object": include_object,
    }


def run_migrations_offline():
    url = config.get_main_option("sqlalchemy.url")
    context.configure(url=url, literal_binds=True, **options())
    with context.begin_transaction():
        context.run_migrations()


def run_migrations_online():
    connectable = engine_from_config(
        config.get_section(config.config_ini_section),
        prefix="sqlalchemy.",
        poolclass=pool.NullPool,
    )
    with connectable.connect() as connection:
        context.configure(connection=connection, **options())
        with context.begin_transaction():
            context.run_migrations()


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
