"""Random writes with random expressions of the kinds that the store uses, on items of random attributes."""

from __future__ import annotations

import random
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

_KEYS = [{"pk": {"S": "P"}, "sk": {"S": sort}} for sort in "xyz"]
_COMPARISONS = ("=", "<", "<=", ">", ">=")
_NUMBERS = ("#a", "#b", "m.#c")
"""Paths of numbers; an item may lack any of them, and the map too."""
_NAMES = {"#a": "a", "#b": "b", "#c": "c"}


class Writer:
    """Somebody who writes at random, from a seed."""

    def __init__(self, client: Any, table: str, rng: random.Random) -> None:
        """Write to `table` through a client of DynamoDB."""
        self._client, self._table, self._rng = client, table, rng
        self._values: dict[str, Any] = {}

    def call(self) -> None:
        """Make some call; an error is an answer too."""
        with suppress(ClientError):
            self._rng.choice([self._put, *[self._update] * 4, self._transact, self._query, self._blunder])()

    def _put(self) -> None:
        self._client.put_item(**self._put_action()["Put"])

    def _update(self) -> None:
        returns = self._rng.choice(["NONE", "ALL_NEW", "UPDATED_NEW"])
        self._client.update_item(ReturnValues=returns, **self._update_action(self._rng.choice(_KEYS))["Update"])

    def _transact(self) -> None:
        keys = self._rng.sample(_KEYS, self._rng.randint(1, 3))
        self._client.transact_write_items(TransactItems=[self._action(key) for key in keys])

    def _query(self) -> None:
        self._values = {":pk": {"S": "P"}, ":low": {"S": "x"}, ":high": {"S": "y"}}
        condition = self._condition()
        given = self._given(KeyConditionExpression="pk = :pk AND sk BETWEEN :low AND :high", FilterExpression=condition)
        self._client.query(ConsistentRead=True, **given)

    def _blunder(self) -> None:
        """What DynamoDB does not take: a placeholder too many or too few, an item twice in a transaction."""
        given = self._update_action(_KEYS[0])["Update"]
        match self._rng.choice(["too many", "too few", "twice"]):
            case "too many":
                given.setdefault("ExpressionAttributeValues", {})[":unused"] = self._number()
            case "too few":
                given.pop("ExpressionAttributeValues", None)
            case _:
                self._client.transact_write_items(TransactItems=[{"Update": given}, {"Update": given}])
                return
        self._client.update_item(**given)

    # actions

    def _action(self, key: Any) -> dict[str, Any]:
        kind = self._rng.choice(["Put", "Update", "Update", "Delete"])
        if kind == "Put":
            return self._put_action(key)
        if kind == "Update":
            # what cannot be computed cancels a transaction in DynamoDB's own words, which the store never sees
            return self._update_action(key, safe=True)
        return {"Delete": {"Key": key, **self._conditional()}}

    def _put_action(self, key: Any = None) -> dict[str, Any]:
        item = {**(key or self._rng.choice(_KEYS)), "s": {"S": self._rng.choice("pq")}}
        for name in "ab":
            if self._rng.random() < 0.7:
                item[name] = self._number()
        if self._rng.random() < 0.5:
            item["t"] = {"SS": sorted(self._rng.sample("uvw", self._rng.randint(1, 3)))}
        if self._rng.random() < 0.6:
            item["m"] = self._map()
        if self._rng.random() < 0.6:
            item["w"] = self._nested()
        return {"Put": {"Item": item, **self._conditional()}}

    def _update_action(self, key: Any, *, safe: bool = False) -> dict[str, Any]:
        self._values = {}
        clauses: dict[str, list[str]] = {"SET": [], "REMOVE": [], "ADD": [], "DELETE": []}
        for path in self._rng.sample(["#a", "#b", "s", "t", "m.#c"], self._rng.randint(1, 3)):
            kind, text = self._change(path, safe=safe)
            clauses[kind].append(text)
        expression = " ".join(f"{kind} {', '.join(texts)}" for kind, texts in clauses.items() if texts)
        condition = self._condition() if self._rng.random() < 0.6 else ""
        if safe or "REMOVE" in expression:
            # of a map that is not there DynamoDB refuses to remove anything, and its imitations do not
            condition = f"attribute_exists(m) AND {self._condition(0)}"
        return {
            "Update": {
                "Key": key,
                **self._given(UpdateExpression=expression, ConditionExpression=condition),
                **self._old(),
            }
        }

    def _change(self, path: str, *, safe: bool) -> tuple[str, str]:
        throw = self._rng.random()
        if path == "t":
            words = {"SS": sorted(self._rng.sample("uvw", self._rng.randint(1, 2)))}
            return self._rng.choice(["ADD", "DELETE"]), f"t {self._value(words)}"
        if throw < 0.25:
            return "REMOVE", path
        if path == "s":
            return "SET", f"s = {self._value({'S': self._rng.choice('pq')})}"
        if throw < 0.6 or safe:
            return "SET", f"{path} = {self._value(self._number())}"
        if throw < 0.75:
            # the store counts from nothing in this way
            base = f"if_not_exists({path}, {self._value(self._number())})"
            return "SET", f"{path} = {base} {self._rng.choice('+-')} {self._value(self._number())}"
        return (
            "SET",
            f"{path} = {self._rng.choice(['#a', '#b', path])} {self._rng.choice('+-')} {self._value(self._number())}",
        )

    # conditions

    def _conditional(self) -> dict[str, Any]:
        self._values = {}
        given = self._given(ConditionExpression=self._condition()) if self._rng.random() < 0.7 else self._given()
        return {**given, **(self._old() if given.get("ConditionExpression") else {})}

    def _old(self) -> dict[str, Any]:
        return self._rng.choice([{}, {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}])

    def _condition(self, depth: int = 2) -> str:  # noqa: PLR0911 - one for each kind
        throw = self._rng.random()
        if depth and throw < 0.4:
            return f"{self._condition(depth - 1)} {self._rng.choice(['AND', 'OR'])} {self._condition(depth - 1)}"
        if depth and throw < 0.5:
            # never twice: DynamoDB refuses parentheses that are redundant
            return f"({self._condition(0)} {self._rng.choice(['AND', 'OR'])} {self._condition(0)})"
        if throw < 0.65:
            function = self._rng.choice(["attribute_exists", "attribute_not_exists"])
            return f"{function}({self._rng.choice([*_NUMBERS, 's', 't', 'm'])})"
        sign = self._rng.choice(_COMPARISONS)
        if throw < 0.69:
            among = ", ".join(self._value(self._number()) for _ in range(self._rng.randint(1, 3)))
            return f"{self._rng.choice(_NUMBERS)} IN ({among})"
        if throw < 0.73:
            path, value = self._rng.choice([("m", self._map()), ("w", self._nested())])
            return f"{path} = {self._value(value)}"
        if throw < 0.78:
            if self._rng.random() < 0.4:
                return f"contains(t, {self._value({'S': self._rng.choice('uvw')})})"
            return f"size({self._rng.choice('smt')}) {sign} {self._value({'N': self._rng.choice('012')})}"
        if throw < 0.85:
            return f"s {sign} {self._value({'S': self._rng.choice('pq')})}"
        return f"{self._rng.choice(_NUMBERS)} {sign} {self._value(self._number())}"

    # parts

    def _number(self) -> dict[str, str]:
        return {"N": str(self._rng.randint(-1, 3))}

    def _map(self) -> dict[str, Any]:
        """Few enough maps that two of them are equal now and then, whatever the order of their members."""
        names = self._rng.sample("cd", self._rng.randint(0, 2))
        return {"M": {name: {"N": str(self._rng.randint(0, 1))} for name in names}}

    def _nested(self) -> dict[str, Any]:
        """A map with a map and a list in it, as a profile has its limits."""
        return {"M": {"f": self._map(), "c": {"L": [{"N": "1"}] * self._rng.randint(0, 1)}}}

    def _value(self, value: Any) -> str:
        name = f":v{len(self._values)}"
        self._values[name] = value
        return name

    def _given(self, **expressions: str) -> dict[str, Any]:
        """Return the expressions with the placeholders that they use."""
        texts = {name: text for name, text in expressions.items() if text}
        whole = " ".join(texts.values())
        names = {placeholder: name for placeholder, name in _NAMES.items() if placeholder in whole}
        given: dict[str, Any] = {"TableName": self._table, **texts}
        if names:
            given["ExpressionAttributeNames"] = names
        if self._values:
            given["ExpressionAttributeValues"] = dict(self._values)
        return given
