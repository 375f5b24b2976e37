"""The JSON Schema of `questions.json`, generated from the models, so that an editor can complete and check while
someone types."""

from __future__ import annotations

import json

from questionnaire.model import Questionnaire


def schema_text() -> str:
    """The schema as it stands in `questions.schema.json`."""
    schema = Questionnaire.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "Questionnaire"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
