"""Operations of migrations that leave a large table of PostgreSQL to its readers and writers meanwhile."""

from django.contrib.postgres.operations import AddConstraintNotValid, ValidateConstraint
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddConstraint
from django.db.migrations.state import ProjectState


class AddCheckUnread(AddConstraintNotValid):
    """A check that holds for what is written from now on; PostgreSQL does not read the table for it.

    `ReadForCheck` follows in a later migration: this one holds the table for itself until it is committed.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Everywhere else the whole check at once."""
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
        else:
            AddConstraint.database_forwards(self, app_label, schema_editor, from_state, to_state)


class ReadForCheck(ValidateConstraint):
    """Hold what is in the table already against a check of `AddCheckUnread`; again changes nothing."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Nothing where the check was made whole."""
        if schema_editor.connection.vendor == "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)


class AddUniqueConcurrently(AddConstraint):
    """A unique constraint with a condition, which is an index; its migration has `atomic = False`.

    What a run that was broken off left of it is made anew.
    """

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """As Django does, but on PostgreSQL CONCURRENTLY."""
        if schema_editor.connection.vendor != "postgresql":
            super().database_forwards(app_label, schema_editor, from_state, to_state)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        if not self.allow_migrate_model(schema_editor.connection.alias, model):
            return
        statement = str(self.constraint.create_sql(model, schema_editor))
        begins = "CREATE UNIQUE INDEX "
        if not statement.startswith(begins):
            raise ValueError("Only a unique constraint that is an index is made concurrently.")
        name = schema_editor.quote_name(self.constraint.name)
        schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")
        schema_editor.execute(f"{begins}CONCURRENTLY {statement.removeprefix(begins)}", params=None)
