"""What the local stack does not apply, and so no run would show."""

import unittest

from .transformed import resources, source


class Table(unittest.TestCase):
    def setUp(self):
        [self.table] = resources("AWS::DynamoDB::Table").values()

    def test_is_kept_and_can_be_restored(self):
        properties = self.table["Properties"]
        self.assertTrue(properties["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"])
        self.assertTrue(properties["SSESpecification"]["SSEEnabled"])
        self.assertEqual(self.table["DeletionPolicy"], "RetainExceptOnCreate")
        self.assertEqual(self.table["UpdateReplacePolicy"], "Retain")

    def test_forgets_what_has_expired(self):
        expiry = self.table["Properties"]["TimeToLiveSpecification"]
        self.assertEqual(expiry, {"AttributeName": "expires", "Enabled": True})


class Schedules(unittest.TestCase):
    def test_each_minute_and_never_late(self):
        rules = resources("AWS::Events::Rule").values()
        self.assertEqual(len(rules), 3)
        for rule in rules:
            self.assertEqual(rule["Properties"]["ScheduleExpression"], "rate(1 minute)")
            [target] = rule["Properties"]["Targets"]
            self.assertLessEqual(target["RetryPolicy"]["MaximumEventAgeInSeconds"], 60)
            self.assertIn("DeadLetterConfig", target)

    def test_a_failed_tick_is_left_to_the_next(self):
        configured = resources("AWS::Lambda::EventInvokeConfig").values()
        self.assertEqual([each["Properties"]["MaximumRetryAttempts"] for each in configured], [0, 0, 0])


class Functions(unittest.TestCase):
    def test_each_keeps_its_logs_for_the_time_that_was_chosen(self):
        for name in resources("AWS::Lambda::Function"):
            group = resources("AWS::Logs::LogGroup")[f"{name}Logs"]
            self.assertEqual(group["Properties"]["RetentionInDays"], {"Ref": "LogRetentionDays"})

    def test_endpoints_are_the_services_own_unless_told_otherwise(self):
        parameters = source()["Parameters"]
        endpoints = [name for name in parameters if name.endswith("Endpoint")]
        self.assertEqual(len(endpoints), 6)
        for name in endpoints:
            self.assertEqual(parameters[name]["Default"], "")
        for function in resources("AWS::Lambda::Function").values():
            variables = function["Properties"]["Environment"]["Variables"]
            for name, value in variables.items():
                if name.startswith("AWS_ENDPOINT_URL"):
                    self.assertEqual(value["Fn::If"][2], {"Ref": "AWS::NoValue"})


class Api(unittest.TestCase):
    def test_every_route_but_health_asks_for_a_signature(self):
        open_routes = [
            route["Properties"]["RouteKey"]
            for route in resources("AWS::ApiGatewayV2::Route").values()
            if route["Properties"]["AuthorizationType"] != "AWS_IAM"
        ]
        self.assertEqual(open_routes, ["GET /v1/health"])


class Alarms(unittest.TestCase):
    def test_errors_of_each_function_and_silence_of_each_schedule(self):
        alarms = [each["Properties"] for each in resources("AWS::CloudWatch::Alarm").values()]
        of = lambda metric: {each["Dimensions"][0]["Value"]["Ref"] for each in alarms if each["MetricName"] == metric}
        self.assertEqual(of("Errors"), {"ScaleStreams", "ScaleClusters", "ScaleConsumers", "ConfigApi"})
        self.assertEqual(of("Invocations"), {"ScaleStreams", "ScaleClusters", "ScaleConsumers"})
        for each in alarms:
            if each["MetricName"] == "Invocations":
                self.assertEqual(each["TreatMissingData"], "breaching")
