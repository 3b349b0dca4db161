"""Each function may do what it does. That it does all of this, the end-to-end tests show."""

import unittest

import botocore.session

from .transformed import actions, as_list, calls, resources, transformed

ROLES = ["ScaleStreamsRole", "ScaleClustersRole", "ScaleConsumersRole", "ConfigApiRole"]
# The calls whose services know no narrower resource.
ANY_RESOURCE = {"cloudwatch:GetMetricData", "kinesis:ListStreams"}
SERVICE_OF = {"elasticmapreduce": "emr"}


class Permissions(unittest.TestCase):
    def test_each_function_has_a_role_of_its_own(self):
        used = [each["Properties"]["Role"]["Fn::GetAtt"][0] for each in resources("AWS::Lambda::Function").values()]
        self.assertCountEqual(used, ROLES)

    def test_every_action_is_one_that_its_service_has(self):
        session = botocore.session.get_session()
        for role in ROLES:
            for action in actions(role):
                prefix, operation = action.split(":")
                model = session.get_service_model(SERVICE_OF.get(prefix, prefix))
                self.assertIn(operation, model.operation_names, f"{role}: {action}")

    def test_only_what_must_be_is_for_every_resource(self):
        for role in ROLES:
            for statement in calls(role):
                if statement["Resource"] == "*":
                    self.assertLessEqual(set(as_list(statement["Action"])), ANY_RESOURCE, role)

    def test_the_api_never_changes_a_capacity(self):
        changing = {
            "kinesis:MergeShards",
            "kinesis:SplitShard",
            "kinesis:UpdateShardCount",
            "ecs:UpdateService",
            "elasticmapreduce:ModifyInstanceGroups",
            "lambda:UpdateEventSourceMapping",
        }
        self.assertFalse(actions("ConfigApiRole") & changing)

    def test_logs_go_to_the_own_group_alone(self):
        for role in ROLES:
            policies = transformed()["Resources"][role]["Properties"]["Policies"]
            [logs] = [each for each in policies if each["PolicyName"] == "logs"]
            [statement] = logs["PolicyDocument"]["Statement"]
            self.assertEqual(statement["Resource"], {"Fn::GetAtt": [role.replace("Role", "Logs"), "Arn"]})
