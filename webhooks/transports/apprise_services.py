"""The services that are reached through the Apprise library.

Only those are here whose host is the service's own: nothing in an address may name a host, a file or a
command. `hosts` are all that a service's plugin may connect to, which the way out enforces.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A plugin of the library. `parameters` are the query parameters that an address may have."""

    name: str
    schemas: tuple[str, ...]
    module: str
    plugin: str
    hosts: frozenset[str]
    parameters: frozenset[str] = frozenset()


def _service(name: str, schemas: str, module: str, plugin: str, hosts: str, parameters: str = "") -> Service:
    return Service(
        name=name,
        schemas=tuple(schemas.split()),
        module=module,
        plugin=plugin,
        hosts=frozenset(hosts.split()),
        parameters=frozenset(parameters.split()),
    )


SERVICES = (
    _service("BulkSMS", "bulksms", "bulksms", "NotifyBulkSMS", "api.bulksms.com", "to"),
    _service("ClickSend", "clicksend", "clicksend", "NotifyClickSend", "rest.clicksend.com", "to"),
    _service("D7 Networks", "d7sms", "d7networks", "NotifyD7Networks", "api.d7networks.com", "to"),
    _service("DingTalk", "dingtalk", "dingtalk", "NotifyDingTalk", "oapi.dingtalk.com", "to"),
    _service("Feishu", "feishu", "feishu", "NotifyFeishu", "open.feishu.cn"),
    _service("Flock", "flock", "flock", "NotifyFlock", "api.flock.com api.flock.co", "to"),
    _service("Google Chat", "gchat", "google_chat", "NotifyGoogleChat", "chat.googleapis.com", "thread"),
    _service("GroupMe", "groupme", "groupme", "NotifyGroupMe", "api.groupme.com"),
    _service("IFTTT", "ifttt", "ifttt", "NotifyIFTTT", "maker.ifttt.com", "to"),
    _service("Lark", "lark", "lark", "NotifyLark", "open.larksuite.com"),
    _service("LINE", "line", "line", "NotifyLine", "api.line.me", "to"),
    _service("MessageBird", "msgbird", "messagebird", "NotifyMessageBird", "rest.messagebird.com", "to"),
    _service("PagerTree", "pagertree", "pagertree", "NotifyPagerTree", "api.pagertree.com", "urgency tags"),
    _service("Plivo", "plivo", "plivo", "NotifyPlivo", "api.plivo.com", "to"),
    _service("Prowl", "prowl", "prowl", "NotifyProwl", "api.prowlapp.com", "priority"),
    _service("Pushbullet", "pbul", "pushbullet", "NotifyPushBullet", "api.pushbullet.com", "to"),
    _service("PushPlus", "pushplus", "pushplus", "NotifyPushplus", "www.pushplus.plus"),
    _service("Pushy", "pushy", "pushy", "NotifyPushy", "api.pushy.me", "to sound badge"),
    _service("ServerChan", "schan", "serverchan", "NotifyServerChan", "sctapi.ftqq.com"),
    _service("seven", "seven", "seven", "NotifySeven", "gateway.seven.io", "to"),
    _service(
        "SIGNL4", "signl4", "signl4", "NotifySIGNL4", "connect.signl4.com", "service location filtering"
    ),
    _service("Spike", "spike", "spike", "NotifySpike", "api.spike.sh"),
    _service(
        "Squadcast",
        "squadcast",
        "squadcast",
        "NotifySquadcast",
        "api.squadcast.com api.eu.squadcast.com",
        "region priority",
    ),
    _service("Stackfield", "stackfield", "stackfield", "NotifyStackfield", "www.stackfield.com"),
    _service("Techulus Push", "push", "techuluspush", "NotifyTechulusPush", "push.techulus.com"),
    _service("Twilio", "twilio", "twilio", "NotifyTwilio", "api.twilio.com", "to"),
    _service("Vonage", "vonage nexmo", "vonage", "NotifyVonage", "rest.nexmo.com", "to"),
    _service(
        "Webex", "wxteams webex", "webexteams", "NotifyWebexTeams", "api.ciscospark.com webexapis.com", "to"
    ),
    _service("WeCom", "wecombot", "wecombot", "NotifyWeComBot", "qyapi.weixin.qq.com"),
)

BY_SCHEMA = {schema: service for service in SERVICES for schema in service.schemas}
