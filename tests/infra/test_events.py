"""What runs by itself: the stream's function, the schedules, where their failures go, and who hears of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from antrean.bookings.items import BOOKING, BOOKING_PREFIX
from antrean.offices.store import audit_key
from antrean.people.items import DEVICES, MISSES, account_key, address_change_key
from antrean.policy.bookings import MOST_APPLICANTS
from antrean.policy.notices import NOTICE_LEASE
from antrean.waiting.items import WAITING
from tests.infra.stack import Stack, granted, usual

SCHEDULES = {
    "SweeperSchedule": ("SweeperFunction", "rate(1 minute)"),
    "PublisherSchedule": ("PublisherFunction", "rate(1 hour)"),
    "AuditorSchedule": ("AuditorFunction", "rate(1 hour)"),
    "RemindersSchedule": ("RemindersFunction", "rate(1 minute)"),
}


def test_stream_wakes_the_renderer_for_bookings_only(stack: Stack) -> None:
    """The many writes of quotas, guards and accounts wake nobody."""
    source = source_of(stack, "ReceiptRendererFunction")
    assert source["EventSourceArn"] == "<Table.StreamArn>"
    [pattern] = source["FilterCriteria"]["Filters"]
    prefix = {"prefix": BOOKING_PREFIX}
    assert json.loads(pattern["Pattern"]) == {"dynamodb": {"Keys": {"pk": {"S": [prefix]}}}}


def source_of(stack: Stack, function: str) -> dict[str, Any]:
    """What wakes a function, of streams and queues."""
    sources = stack.of_type("AWS::Lambda::EventSourceMapping").values()
    [source] = [source for source in sources if source["FunctionName"] == f"<{function}Aliaslive>"]
    return source


def test_stream_has_two_readers_and_no_more(stack: Stack) -> None:
    """A shard serves two without throttling ("Change data capture" of DynamoDB); whatever else hangs on a queue."""
    sources = stack.of_type("AWS::Lambda::EventSourceMapping").values()
    readers = {source["FunctionName"] for source in sources if source["EventSourceArn"] == "<Table.StreamArn>"}
    assert readers == {"<ReceiptRendererFunctionAliaslive>", "<DispatcherFunctionAliaslive>"}


def test_stream_wakes_the_dispatcher_for_what_is_told_to_people(stack: Stack) -> None:
    """Bookings; and of an account its profile, the change of its address, its entry, devices and misses."""
    told = BOOKING, account_key("")[1], address_change_key("")[1], WAITING, {"prefix": DEVICES}, {"prefix": MISSES}
    first, *_ = patterns(stack)
    assert first == {"dynamodb": {"Keys": {"sk": {"S": [*told]}}}}


def test_stream_wakes_the_dispatcher_where_the_summary_of_seats_changes(stack: Stack) -> None:
    """Where a slot has or had fewer seats left than are counted, and where an operator changed something of an office.

    A claim in a slot that has more left wakes nobody, and neither does the summary itself.
    """
    _, new, old, operators = patterns(stack)
    few = {"seats_left": {"N": [str(left) for left in range(MOST_APPLICANTS)]}}
    assert (new, old) == ({"dynamodb": {"NewImage": few}}, {"dynamodb": {"OldImage": few}})
    audits = audit_key("", datetime(2026, 12, 1, tzinfo=UTC), "")[0]
    assert operators == {"dynamodb": {"Keys": {"pk": {"S": [{"prefix": audits}]}}}}


def test_a_batch_waits_so_long_that_an_office_is_summed_up_once(stack: Stack) -> None:
    """For five seconds, and up to a hundred changes; AWS takes five filters of a mapping, unless asked for more."""
    source = source_of(stack, "DispatcherFunction")
    assert (source["BatchSize"], source["MaximumBatchingWindowInSeconds"]) == (100, 5)
    assert len(patterns(stack)) <= 5
    # The renderer of receipts waits for nothing.
    assert "MaximumBatchingWindowInSeconds" not in source_of(stack, "ReceiptRendererFunction")


def patterns(stack: Stack) -> list[dict[str, Any]]:
    """What the changes look like that wake the dispatcher."""
    source = source_of(stack, "DispatcherFunction")
    return [json.loads(each["Pattern"]) for each in source["FilterCriteria"]["Filters"]]


@pytest.mark.parametrize(
    ("function", "queue", "failures"),
    [
        ("NotifierFunction", "Notices", "NoticeFailures"),
        ("MailReportsFunction", "MailReports", "MailReportFailures"),
    ],
)
def test_a_message_that_fails_comes_alone_again_and_ends_in_a_queue(
    stack: Stack, function: str, queue: str, failures: str
) -> None:
    """It is hidden for longer than the function runs, as AWS's guide of SQS and Lambda asks."""
    source = source_of(stack, function)
    assert source["EventSourceArn"] == f"<{queue}.Arn>"
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    properties = stack.properties(queue)
    assert properties["VisibilityTimeout"] >= 6 * stack.properties(function)["Timeout"]
    assert properties["RedrivePolicy"] == {"deadLetterTargetArn": f"<{failures}.Arn>", "maxReceiveCount": 5}


def test_questions_to_the_registry_are_forgotten(stack: Stack) -> None:
    """A NIK, though sealed, is in the queue for 15 minutes, in which it is tried several times, and then nowhere."""
    queue, function = stack.properties("Checks"), stack.properties("RegistryCheckerFunction")
    assert queue["MessageRetentionPeriod"] == 15 * 60
    assert "RedrivePolicy" not in queue
    assert 6 * function["Timeout"] <= queue["VisibilityTimeout"] < queue["MessageRetentionPeriod"] / 5
    source = source_of(stack, "RegistryCheckerFunction")
    assert (source["EventSourceArn"], source["BatchSize"]) == ("<Checks.Arn>", 1)
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_try_ends_long_before_it_is_in_doubt(stack: Stack) -> None:
    """No notifier is alive when another one may send the same notice again."""
    assert stack.properties("NotifierFunction")["Timeout"] * 2 <= NOTICE_LEASE.total_seconds()


def test_ses_reports_of_mails_come_into_their_queue(stack: Stack) -> None:
    """SES writes to the topic alone, the topic to the queue alone, as SES wrote it."""
    [destination] = stack.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    assert destination["ConfigurationSetName"] == "<MailConfiguration>"
    told = destination["EventDestination"]
    assert (told["Enabled"], told["SnsDestination"]) == (True, {"TopicARN": "<MailReportsTopic>"})
    assert told["MatchingEventTypes"] == ["send", "bounce", "complaint"]
    [subscription] = stack.of_type("AWS::SNS::Subscription").values()
    assert (subscription["Endpoint"], subscription["RawMessageDelivery"]) == ("<MailReports.Arn>", True)
    variables = stack.properties("NotifierFunction")["Environment"]["Variables"]
    assert variables["MAIL_CONFIGURATION"] == "<MailConfiguration>"


@pytest.mark.parametrize("function", ["ReceiptRendererFunction", "DispatcherFunction"])
def test_a_record_that_fails_is_retried_alone_and_ends_in_a_queue(stack: Stack, function: str) -> None:
    """One bad record neither blocks the others nor is lost."""
    source = source_of(stack, function)
    failures = {"ReceiptRendererFunction": "ReceiptFailures", "DispatcherFunction": "ChangeFailures"}[function]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BisectBatchOnFunctionError"] is True
    assert 1 <= source["MaximumRetryAttempts"] <= 10
    assert 60 <= int(source["MaximumRecordAgeInSeconds"]) <= 3600
    assert source["DestinationConfig"]["OnFailure"]["Destination"] == f"<{failures}.Arn>"
    assert source["StartingPosition"] == "TRIM_HORIZON"


@pytest.mark.parametrize("name", SCHEDULES)
def test_schedule_runs_its_function_and_keeps_what_failed(stack: Stack, name: str) -> None:
    """A run that could not be started, and one that failed, both end in the queue of failures."""
    function, expression = SCHEDULES[name]
    schedule = stack.properties(name)
    assert schedule["ScheduleExpression"] == expression
    target = schedule["Target"]
    assert target["Arn"] == f"<{function}Aliaslive>"
    assert target["DeadLetterConfig"] == {"Arn": "<ScheduleFailures.Arn>"}
    assert target["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 3600
    [invocation] = [
        config
        for config in stack.of_type("AWS::Lambda::EventInvokeConfig").values()
        if config["FunctionName"] == f"<{function}>"
    ]
    assert invocation["DestinationConfig"]["OnFailure"]["Destination"] == "<ScheduleFailures.Arn>"
    assert any(
        grant["Action"] == ["sqs:SendMessage"] and grant["Resource"] == ["<ScheduleFailures.Arn>"]
        for grant in granted(stack, function.replace("Function", "Role"))
    )


def test_scheduler_may_invoke_those_functions_only(stack: Stack) -> None:
    """The schedules' role reaches their functions and their queue of failures."""
    assert granted(stack, "ScheduleRole") == [
        {
            "Effect": "Allow",
            "Action": ["lambda:InvokeFunction"],
            "Resource": [
                f"<{name}FunctionAliaslive>"
                for name in ("Sweeper", "Publisher", "Auditor", "Eraser", "Misses", "Jobs", "Reminders")
            ],
        },
        {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": ["<ScheduleFailures.Arn>"]},
    ]


def test_alarms_are_about_incidents(stack: Stack) -> None:
    """Somebody hears of failed receipts and runs, silence, broken slots, throttles and errors, not of a full slot."""
    alarms = stack.of_type("AWS::CloudWatch::Alarm")
    watched = {
        (alarm["Namespace"], alarm["MetricName"], *(each["Value"] for each in alarm.get("Dimensions", ())))
        for alarm in alarms.values()
    }
    assert watched == {
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "<ReceiptFailures.QueueName>"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "<ScheduleFailures.QueueName>"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "<ChangeFailures.QueueName>"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "<NoticeFailures.QueueName>"),
        ("AWS/SQS", "ApproximateNumberOfMessagesVisible", "<MailReportFailures.QueueName>"),
        ("AWS/Lambda", "Errors", "<SweeperFunction>"),
        ("AWS/Lambda", "Errors", "<AuditorFunction>"),
        ("antrean", "SlotsBroken", "auditor"),
        ("antrean", "SlotsWithManyNumbers", "auditor"),
        ("antrean", "AppealsOverdue", "misses"),
        ("antrean", "ApiServerErrors"),
        ("AWS/Lambda", "Throttles", "<BookingsFunction>"),
        ("AWS/DynamoDB", "ReadThrottleEvents", "<Table>"),
        ("AWS/DynamoDB", "WriteThrottleEvents", "<Table>"),
        ("AWS/DynamoDB", "WriteThrottleEvents", "<Table>", "by_day"),
        ("AWS/Lambda", "IteratorAge", "<ReceiptRendererFunction>"),
        ("AWS/Lambda", "IteratorAge", "<DispatcherFunction>"),
        ("AWS/Lambda", "Invocations", "<SweeperFunction>"),
        ("AWS/Lambda", "Invocations", "<PublisherFunction>"),
        ("AWS/Lambda", "Invocations", "<AuditorFunction>"),
        ("AWS/Lambda", "Invocations", "<EraserFunction>"),
        ("AWS/Lambda", "Invocations", "<MissesFunction>"),
        ("AWS/Lambda", "Invocations", "<JobsFunction>"),
        ("AWS/Lambda", "Invocations", "<RemindersFunction>"),
    }
    # A slot stays broken between two audits, an appeal waits whether somebody counts or not, and a heartbeat is missed;
    # all else is over when nothing is heard of it.
    silence = {name: alarm["TreatMissingData"] for name, alarm in alarms.items()}
    special = dict.fromkeys(("SlotsBrokenAlarm", "ManyNumbersAlarm", "AppealsOverdueAlarm"), "ignore") | {
        name: "breaching" for name in alarms if name.endswith("SilentAlarm")
    }
    assert silence == dict.fromkeys(alarms, "notBreaching") | special


def test_server_errors_are_counted_from_what_was_answered(stack: Stack) -> None:
    """API Gateway counts its own modified answers as 4XX, so the alarm counts the statuses of the access log."""
    [counted] = stack.of_type("AWS::Logs::MetricFilter").values()
    logged = json.loads(stack.properties("Apiv1Stage")["AccessLogSetting"]["Format"])
    assert logged["status"] == "$context.status"
    assert logged["error"] == "$context.error.responseType"
    # Who meets the limit of a route in a rush is told to come again, and nobody is called for it.
    pattern = '{ ($.status = "5*") && ($.error != "THROTTLED") }'
    assert (counted["LogGroupName"], counted["FilterPattern"]) == ("<ApiLogGroup>", pattern)
    [metric] = counted["MetricTransformations"]
    alarm = stack.properties("ApiServerErrorsAlarm")
    assert (alarm["Namespace"], alarm["MetricName"]) == (metric["MetricNamespace"], metric["MetricName"])


def test_throttles_of_the_table_and_of_each_index_are_heard_of(stack: Stack) -> None:
    """The table's own metric leaves its indexes out, and a throttled index has the table's writes refused."""
    watched = {
        (alarm["MetricName"], tuple(sorted((each["Name"], each["Value"]) for each in alarm["Dimensions"])))
        for alarm in stack.of_type("AWS::CloudWatch::Alarm").values()
        if alarm["Namespace"] == "AWS/DynamoDB"
    }
    table = ("TableName", "<Table>")
    indexes = {index["IndexName"] for index in stack.properties("Table").get("GlobalSecondaryIndexes", [])}
    assert {
        ("ReadThrottleEvents", (table,)),
        ("WriteThrottleEvents", (table,)),
        *(("WriteThrottleEvents", (("GlobalSecondaryIndexName", index), table)) for index in indexes),
    } <= watched


@pytest.mark.parametrize(
    ("name", "runs_a_minute"),
    [("Sweeper", 1), ("Publisher", 1 / 60), ("Auditor", 1 / 60), ("Jobs", 1 / 5), ("Reminders", 1)],
)
def test_silence_of_a_schedule_raises_the_alarm(stack: Stack, name: str, runs_a_minute: float) -> None:
    """An alarm waits until at least three runs are missing."""
    alarm = stack.properties(f"{name}SilentAlarm")
    assert (alarm["Statistic"], alarm["Threshold"], alarm["ComparisonOperator"]) == ("Sum", 1, "LessThanThreshold")
    assert alarm["Period"] * alarm["EvaluationPeriods"] / 60 * runs_a_minute >= 3


@pytest.mark.parametrize(
    ("name", "function"),
    [("SlotsBroken", "Auditor"), ("ManyNumbers", "Auditor"), ("AppealsOverdue", "Misses")],
)
def test_a_single_one_raises_the_alarm(stack: Stack, name: str, function: str) -> None:
    """The alarm looks at the metric that the function writes, and one slot of thousands, or one appeal, is enough."""
    alarm = stack.properties(f"{name}Alarm")
    variables = stack.properties(f"{function}Function")["Environment"]["Variables"]
    assert alarm["Namespace"] == variables["POWERTOOLS_METRICS_NAMESPACE"]
    assert alarm["Dimensions"] == [{"Name": "service", "Value": variables["POWERTOOLS_SERVICE_NAME"]}]
    assert (alarm["Statistic"], alarm["Threshold"]) == ("Maximum", 1)
    assert alarm["ComparisonOperator"] == "GreaterThanOrEqualToThreshold"


def test_alarms_notify_the_given_topic() -> None:
    """With a topic every alarm notifies it; without one they only show."""
    topic = "arn:aws:sns:ap-southeast-3:123456789012:on-call"
    told = Stack({"AlarmTopicArn": topic}).of_type("AWS::CloudWatch::Alarm").values()
    assert all(alarm["AlarmActions"] == [topic] for alarm in told)
    silent = usual().of_type("AWS::CloudWatch::Alarm").values()
    assert not any("AlarmActions" in alarm for alarm in silent)
