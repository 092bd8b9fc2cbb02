"""Uses the package that openapi-python-client made of the API's description."""

import importlib
import json
import pkgutil
import sys

import certloom_client
from certloom_client import AuthenticatedClient
from certloom_client.api.certificates import search_certificates
from certloom_client.api.triggers import create_trigger, list_triggers, update_trigger
from certloom_client.models import (
    AllCondition,
    AnyCondition,
    CertificateSearch,
    CertificateSearchPage,
    CertificateSearchSort,
    NotCondition,
    NumberPropertyLeaf,
    NumberPropertyLeafField,
    NumberPropertyLeafOperator,
    PresencePropertyLeaf,
    PresencePropertyLeafField,
    PresencePropertyLeafOperator,
    Problem,
    SavedTrigger,
    SetOwnerAction,
    SetOwnerActionType,
    TextPropertyLeaf,
    TextPropertyLeafField,
    TextPropertyLeafOperator,
    TriggerPage,
    TriggerRequest,
    TriggerRequestEvent,
    TriggerRequestKind,
    ValueAttributeLeaf,
    ValueAttributeLeafOperator,
    ValueAttributeLeafSource,
)

for module in pkgutil.walk_packages(certloom_client.__path__, "certloom_client."):
    importlib.import_module(module.name)

base_url, key = sys.argv[1:3]
client = AuthenticatedClient(base_url=base_url, token=key)
host = "generated.clients.example.org"

by_name = TextPropertyLeaf(
    source="property",
    field=TextPropertyLeafField.SUBJECT_ALTERNATIVE_NAMES,
    operator=TextPropertyLeafOperator.CONTAINS,
    value=f"dNSName:{host}",
)
small_key = NumberPropertyLeaf(
    source="property",
    field=NumberPropertyLeafField.KEY_SIZE,
    operator=NumberPropertyLeafOperator.LESSER,
    value=16,
)
has_end = PresencePropertyLeaf(
    source="property",
    field=PresencePropertyLeafField.NOT_AFTER,
    operator=PresencePropertyLeafOperator.NOT_EMPTY,
)
request = TriggerRequest(
    name="made with openapi-python-client",
    event=TriggerRequestEvent.CERTIFICATE_UPLOADED,
    kind=TriggerRequestKind.ACTION,
    condition=AllCondition(all_=[by_name, NotCondition(not_=AnyCondition(any_=[small_key])), has_end]),
    actions=[SetOwnerAction(type_=SetOwnerActionType.SETOWNER, owner="$actor")],
)

answer = create_trigger.sync_detailed(client=client, body=request)
created = answer.parsed
assert isinstance(created, SavedTrigger), created

request.description = "changed by a generated client"
request.condition = created.condition
request.actions = created.actions
updated = update_trigger.sync(created.uuid, client=client, body=request, if_match=answer.headers["ETag"])
assert isinstance(updated, SavedTrigger), updated

found = search_certificates.sync(
    client=client,
    body=CertificateSearch(
        filter_=AnyCondition(any_=[by_name]), sort=CertificateSearchSort("-notAfter"), limit=10
    ),
)
assert isinstance(found, CertificateSearchPage), found

listed = list_triggers.sync(client=client, name=request.name)
assert isinstance(listed, TriggerPage), listed

refused = search_certificates.sync(
    client=client,
    body=CertificateSearch(
        filter_=ValueAttributeLeaf(
            source=ValueAttributeLeafSource.CUSTOM,
            field="no such attribute",
            operator=ValueAttributeLeafOperator.EQUALS,
            value=["a", "b"],
        )
    ),
)
assert isinstance(refused, Problem), refused

print(
    json.dumps(
        {
            "trigger": {"uuid": str(created.uuid), "name": created.name},
            "updatedVersion": updated.version,
            "found": [certificate.common_name for certificate in found.items],
            "listed": [trigger.name for trigger in listed.items],
            "refusal": {"code": refused.code, "pointers": [fault.pointer for fault in refused.errors or []]},
        }
    )
)
