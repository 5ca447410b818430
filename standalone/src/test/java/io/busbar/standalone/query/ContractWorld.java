package io.busbar.standalone.query;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.busbar.standalone.query.ApiClient.Response;
import io.busbar.standalone.query.OpenApiDocument.Operation;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * An organization in which every operation can be tried: the documented example of its request, with the ids of things that are there. What an
 * operation uses up is made for it. Confined to one test class.
 */
final class ContractWorld {

    static final ContractWorld EMPTY =
            new ContractWorld(new ApiServerUnderTest(), new ApiClient(0, null), "", "", "", "", "");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PASSWORD = "correct horse battery";

    private final ApiServerUnderTest api;
    private final ApiClient manager;
    private final String plant;
    private final String group;
    private final String member;
    private final String otherOrganization;
    private final String alarm;
    private final AtomicInteger number = new AtomicInteger();

    private ContractWorld(
            ApiServerUnderTest api,
            ApiClient manager,
            String plant,
            String group,
            String member,
            String otherOrganization,
            String alarm) {
        this.api = api;
        this.manager = manager;
        this.plant = plant;
        this.group = group;
        this.member = member;
        this.otherOrganization = otherOrganization;
        this.alarm = alarm;
    }

    static ContractWorld in(ApiServerUnderTest api) throws Exception {
        ApiClient manager = RegistrationIT.found(api, "contract@example.org", "Contract");
        String plant = id(manager.post("/api/v1/plants", "{\"name\":\"Roof\",\"zone\":\"Europe/Berlin\"}"));
        manager.post("/api/v1/loggers", "{\"serialNumber\":\"LOGGER1\",\"plant\":\"" + plant + "\"}");
        api.sql("INSERT INTO device (serial_number, type) VALUES ('BMS1', 1), ('PACK1', 11)");
        api.sql(
                "INSERT INTO device_binding (device_id, logger_sn, parent_id) VALUES (1, 'LOGGER1', null), (2, 'LOGGER1', 1)");
        api.sql(
                "INSERT INTO latest VALUES (1, 1, now(), now(), gen_random_uuid(), null, null, null, '{1400,1700}', null,"
                        + " '{95000,14200}')");
        api.sql("INSERT INTO latest VALUES (2, 1, now(), now(), gen_random_uuid(), null, null, null,"
                + " '{10000001,10000004,10000005}', null, '{12,3,7}')");
        api.sql(
                "INSERT INTO bms_sample SELECT 1, t, t, gen_random_uuid(), 0, 0, 398300, 5000, 95000, null, null, null, null,"
                        + " null FROM generate_series(now() - interval '1 day', now(), '5 minutes') t");
        api.sql(
                "INSERT INTO pack_sample SELECT 2, t, t, gen_random_uuid(), 0, '\\x0ce40cdf0d0c0cbc0ce40ce40ce4', null, '\\x0fa0',"
                        + " 80, 3340, 3260, 3, 4, 7, 7 FROM generate_series(now() - interval '1 day', now(), '5 minutes') t");
        api.sql("INSERT INTO point_quarantine (device_id, point_id, time, precedence, unscaled, scale)"
                + " VALUES (1, 99000, now(), gen_random_uuid(), 5, 0)");
        api.sql("INSERT INTO logger_activity VALUES ('LOGGER1', now(), now())");
        AlarmRows alarms = new AlarmRows(api);
        alarms.rule(
                "soc", "'kind':'threshold','point':'SOC','condition':'low','raise':10,'clear':15,'deviceTypes':[1]");
        api.sql("UPDATE logger_plant SET valid_from = '-infinity'");
        String alarm = alarms.raise("BMS1", "soc", "WARNING", "2026-03-08T00:00:00Z");
        String group = id(manager.post("/api/v1/measurement-groups", "{\"name\":\"Contract\"}"));
        String member = addMember(manager, "standing@example.org", "INSTALLER");
        ApiClient other = RegistrationIT.found(api, "contract2@example.org", "Other");
        String code = other.get("/api/v1/organization").json().get("code").asText();
        return new ContractWorld(api, manager, plant, group, member, code, alarm);
    }

    ApiClient manager() {
        return manager;
    }

    /** What a dashboard is looked at with. */
    Map<String, String> variables() {
        Instant now = Instant.now();
        return Map.of(
                "plant",
                plant,
                "bms",
                "BMS1",
                "pack",
                "PACK1",
                "__from:date:iso",
                now.minus(Duration.ofHours(6)).toString(),
                "__to:date:iso",
                now.toString());
    }

    /** Asks as somebody who may, about something that is there. */
    Response ask(Operation operation) throws Exception {
        Question question = question(operation);
        return send(question.person(), operation, question);
    }

    Response askAsNobody(Operation operation) throws Exception {
        Question question = new Question(api.anonymous(), body(operation));
        question.path("id", "A").path("sn", "A").path("email", "a@b").path("memberId", "A");
        return send(api.anonymous(), operation, question);
    }

    /** What an operation is asked with. */
    private static final class Question {
        private final ApiClient person;
        private final ObjectNode body;
        private final Map<String, String> path = new LinkedHashMap<>();
        private String query = "";

        Question(ApiClient person, ObjectNode body) {
            this.person = person;
            this.body = body;
        }

        ApiClient person() {
            return person;
        }

        Question path(String name, String value) {
            path.put(name, value);
            return this;
        }

        Question query(String text) {
            query = "?" + text;
            return this;
        }

        Question field(String name, String value) {
            body.put(name, value);
            return this;
        }
    }

    private Question question(Operation operation) throws Exception {
        ObjectNode body = body(operation);
        Question manager = new Question(this.manager, body);
        Question anybody = new Question(api.anonymous(), body);
        return switch (operation.id()) {
            case "live", "metrics", "openapi" -> anybody;
            case "ready" -> anybody;
            case "logIn" -> anybody.field("email", "contract@example.org").field("password", PASSWORD);
            case "refresh", "logOut" -> anybody.field("refreshToken", refreshToken());
            case "register" -> anybody.field("organization", otherOrganization).field("email", email());
            case "found" -> anybody.field("email", email());
            case "forgot" -> anybody.field("email", "contract@example.org");
            case "verify" -> {
                String email = email();
                api.anonymous()
                        .post(
                                "/api/v1/organizations",
                                "{\"organization\":\"X\",\"email\":\"%s\",\"password\":\"%s\"}"
                                        .formatted(email, PASSWORD));
                yield anybody.field("email", email).field("code", api.codeOnTheConsole(email));
            }
            case "reset" -> {
                String email = email();
                addMember(this.manager, email, "END_USER");
                api.anonymous().post("/api/v1/auth/forgot", "{\"email\":\"" + email + "\"}");
                yield anybody.field("email", email).field("code", api.codeOnTheConsole(email));
            }
            case "addMember" -> manager.field("email", email());
            case "member", "changeMember" -> manager.path("id", member);
            case "removeMember", "resetPassword" -> manager.path("id", addMember(this.manager, email(), "END_USER"));
            case "transferMember" ->
                manager.path("id", addMember(this.manager, email(), "END_USER"))
                        .field("organization", otherOrganization);
            case "createPlant", "createGroup" -> {
                body.remove("owner");
                yield manager;
            }
            case "plant", "changePlant", "listVisitors", "listInstallers" -> manager.path("id", plant);
            case "visitor", "grantVisit", "endVisit" -> {
                String email = email();
                this.manager.put(
                        "/api/v1/plants/" + plant + "/visitors/" + email, "{\"expiresAt\":\"2099-12-31T00:00:00Z\"}");
                yield manager.path("id", plant).path("email", email);
            }
            case "assignInstaller", "removeInstaller" -> {
                String installer = addMember(this.manager, email(), "INSTALLER");
                if (operation.id().equals("removeInstaller")) {
                    this.manager.put("/api/v1/plants/" + plant + "/installers/" + installer, "");
                }
                yield manager.path("id", plant).path("memberId", installer);
            }
            case "registerLogger" -> {
                body.put("plant", plant);
                yield manager;
            }
            case "logger", "changeLogger", "rotateKey" -> {
                if (body.has("plant")) {
                    body.put("plant", plant);
                }
                yield manager.path("sn", "LOGGER1");
            }
            case "unbindLogger" -> {
                this.manager.post("/api/v1/loggers", "{\"serialNumber\":\"UNBOUND\"}");
                yield manager.path("sn", "UNBOUND");
            }
            case "device", "renameDevice", "latest" -> manager.path("sn", "BMS1");
            case "history" -> manager.path("sn", "PACK1");
            case "unbindDevice" -> {
                api.sql("INSERT INTO device (serial_number, type) VALUES ('TIED', 1) ON CONFLICT DO NOTHING");
                api.sql(
                        "INSERT INTO device_binding (device_id, logger_sn) SELECT id, 'LOGGER1' FROM device WHERE serial_number = 'TIED'");
                yield manager.path("sn", "TIED");
            }
            case "group", "renameGroup", "groupPoints", "assignPoints", "removePoints" -> manager.path("id", group);
            case "declassifyPoints" -> {
                this.manager.post(
                        "/api/v1/measurement-groups/" + group + "/points:assign",
                        "{\"deviceType\":\"Batteries/Dyness/High Voltage\",\"points\":[10000001]}");
                yield manager.path("id", group);
            }
            case "deleteGroup" ->
                manager.path("id", id(this.manager.post("/api/v1/measurement-groups", "{\"name\":\"Short\"}")));
            case "assignQuarantined" -> {
                body.putArray("groups").add(group);
                yield manager;
            }
            case "deleteApiKey" ->
                manager.path(
                        "id",
                        this.manager
                                .post("/api/v1/api-keys", "{\"name\":\"k\"}")
                                .json()
                                .get("apiKey")
                                .get("id")
                                .asText());
            case "createWebhook" -> {
                body.remove("plant");
                yield manager.field("url", "http://127.0.0.1:1/alarms");
            }
            case "webhook", "webhookDeadLetters", "testWebhook", "deleteWebhook" ->
                manager.path("id", webhook(operation));
            case "alarmRule", "changeAlarmRule", "deleteAlarmRule", "alarmRuleVersions" ->
                manager.path("id", id(this.manager.post("/api/v1/alarm-rules", AlarmRulesIT.CELLS_APART)));
            case "query" -> {
                body.putArray("plants").add(plant);
                yield manager;
            }
            case "weakCells" -> manager.query("device=PACK1");
            case "export", "deleteExport", "exportFile" -> manager.path("id", finishedExport());
            case "alarmStream" -> manager.query("after=0");
            case "alarm", "acknowledgeAlarm", "unshelveAlarm" -> manager.path("id", alarm);
            case "shelveAlarm" ->
                manager.path("id", alarm)
                        .field("until", Instant.now().plusSeconds(3_600).toString());
            case "changeOrganization" -> {
                // one of its own: the others go on needing their codes
                ApiClient founder = RegistrationIT.found(api, email(), "Changed");
                yield new Question(founder, body);
            }
            case "me",
                    "changeMe",
                    "myPoints",
                    "measuringPoints",
                    "organization",
                    "listMembers",
                    "listPlants",
                    "listLoggers",
                    "listDevices",
                    "listGroups",
                    "quarantine",
                    "listApiKeys",
                    "listWebhooks",
                    "createApiKey",
                    "audit",
                    "listAlarmRules",
                    "createAlarmRule",
                    "simulateAlarmRule",
                    "limits",
                    "plantSoc",
                    "imbalance",
                    "coverage",
                    "startExport",
                    "latestStream",
                    "listAlarms" -> manager;
            default ->
                throw new AssertionError("ContractWorld does not know the operation " + operation.id()
                        + ": say with what it is to be tried");
        };
    }

    private Response send(ApiClient person, Operation operation, Question question) {
        String path = operation.path();
        for (Map.Entry<String, String> parameter : question.path.entrySet()) {
            path = path.replace('{' + parameter.getKey() + '}', parameter.getValue());
        }
        var request = person.request(path + question.query);
        if (operation.hasBody()) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                operation.method(),
                operation.hasBody() ? BodyPublishers.ofString(question.body.toString()) : BodyPublishers.noBody());
        return operation.id().endsWith("Stream") ? person.firstEvent(request) : person.send(request);
    }

    private static ObjectNode body(Operation operation) {
        return operation.requestExample() instanceof ObjectNode example ? example.deepCopy() : JSON.createObjectNode();
    }

    private String finishedExport() {
        String id = id(manager.post("/api/v1/exports", "{\"devices\":[\"BMS1\"],\"format\":\"csv\"}"));
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> manager.get("/api/v1/exports/" + id)
                .json()
                .get("status")
                .asText()
                .equals("DONE"));
        return id;
    }

    /** With a letter that was not taken, where these are asked for. */
    private String webhook(Operation operation) throws Exception {
        String id = id(manager.post("/api/v1/webhooks", "{\"url\":\"http://127.0.0.1:1/alarms\"}"));
        if (operation.id().equals("webhookDeadLetters")) {
            api.sqlUnheard("INSERT INTO webhook_dead_letter SELECT w.id, e.id, now(), 30, 'status 503'"
                    + " FROM webhook w, alarm_event e WHERE w.public_id = '" + id + "'");
        }
        return id;
    }

    private String refreshToken() {
        return api.anonymous()
                .post(
                        "/api/v1/auth/login",
                        "{\"email\":\"contract@example.org\",\"password\":\"%s\"}".formatted(PASSWORD))
                .json()
                .get("refreshToken")
                .asText();
    }

    private String email() {
        return "person" + number.incrementAndGet() + "@example.org";
    }

    private static String addMember(ApiClient manager, String email, String role) {
        return id(manager.post(
                "/api/v1/members",
                "{\"email\":\"%s\",\"role\":\"%s\",\"password\":\"long enough password\"}".formatted(email, role)));
    }

    private static String id(Response answer) {
        JsonNode id = answer.json().get("id");
        if (id == null) {
            throw new AssertionError("not made: " + answer);
        }
        return id.asText();
    }
}
