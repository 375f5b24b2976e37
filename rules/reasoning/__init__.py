"""Reasoning about all that a patient may still answer: kinds of answer, narrowing, possible statuses."""
