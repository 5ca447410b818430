package io.busbar.standalone.secrecy;

import io.busbar.standalone.query.OpenApiDocument;
import io.busbar.standalone.query.OpenApiDocument.Operation;
import io.busbar.standalone.secrecy.Question.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be asked of a blueprint, operation by operation of the OpenAPI document: about what is seen, what is hidden and what there never
 * is. What changes something is asked of hidden things only, so that it is refused. Immutable.
 */
final class Questions {

    private static final String API = "/api/v1";
    private static final String NOBODY = "AAAAAAAAAAAAAAAA";
    private static final String FROM = "2026-06-01T11:00:00Z";

    /** From when there are roll-ups of hours and days, and frozen buckets. */
    private static final String LONG_AGO = "2026-05-27T00:00:00Z";

    private static final List<String> FORMATS =
            List.of("application/json", "application/x-ndjson", "text/csv", "application/vnd.apache.arrow.stream");
    private static final List<String> WORDS = List.of(
            "1400",
            "1100",
            "1700",
            "50",
            "10000011",
            "10000021",
            "cells",
            "temperatures",
            "10000001",
            "900000",
            "11100");

    /** They tell how the process is, and are much the same for everybody: the canaries of {@link NonInterferenceIT} are looked for in the metrics. */
    private static final Set<String> OF_THE_PROCESS = Set.of("live", "ready", "metrics", "openapi");

    /** They are asked by nobody in particular, and answer alike whatever there is: {@code RegistrationIT}, {@code LogInIT}. */
    private static final Set<String> OF_NOBODY =
            Set.of("logIn", "refresh", "logOut", "register", "verify", "forgot", "reset", "found");

    /** They are about the asker, or make something new, and name nothing that could be hidden. */
    private static final Set<String> OF_ONESELF = Set.of(
            "changeMe",
            "changeOrganization",
            "createGroup",
            "rotateKey",
            "startExport",
            "deleteExport",
            "export",
            "exportFile");

    private final Blueprint blueprint;
    private final Sight sight;
    private final Names names;
    private final Dice dice;

    Questions(Blueprint blueprint, Sight sight, Dice dice) {
        this.blueprint = blueprint;
        this.sight = sight;
        this.names = new Names(dice.seed(), dice.run());
        this.dice = dice;
    }

    /** @throws AssertionError when the document has an operation that is not known here */
    List<Question> all(OpenApiDocument document) {
        List<Question> questions = new ArrayList<>();
        document.operations().forEach(operation -> questions.addAll(of(operation)));
        return questions;
    }

    private List<Question> of(Operation operation) {
        String id = operation.id();
        if (OF_THE_PROCESS.contains(id) || OF_NOBODY.contains(id)) {
            return List.of();
        }
        return switch (id) {
            case "me" -> List.of(get("/me"), get("/me").with("If-None-Match", "*"));
            case "organization" -> List.of(get("/organization"));
            case "limits" -> List.of(get("/limits"));
            case "listApiKeys" -> List.of(get("/api-keys"));
            case "listWebhooks" -> List.of(get("/webhooks"));
            case "webhook" -> webhooks("");
            case "webhookDeadLetters" -> join(webhooks("/dead-letters"), webhooks("/dead-letters?limit=2"));
            case "listPlants" -> List.of(get("/plants"), get("/plants?limit=1"));
            case "listGroups" -> List.of(get("/measurement-groups"), get("/measurement-groups?limit=1"));
            case "quarantine" -> List.of(get("/quarantine"));
            case "measuringPoints" ->
                List.of(get("/measuring-points"), get("/measuring-points?deviceType=BMS/Dyness/High%20Voltage"));
            case "myPoints" -> join(List.of(get("/me/points")), plants("/me/points?plant="), members("/me/points?as="));
            case "listMembers" ->
                join(
                        List.of(get("/members"), get("/members?limit=2"), get("/members?role=INSTALLER")),
                        words("/members?search=", "member", "seen", "hush", "example"));
            case "member" -> members("/members/");
            case "plant" -> plants("/plants/");
            case "listVisitors" -> suffixed(plants("/plants/"), "/visitors");
            case "listInstallers" -> suffixed(plants("/plants/"), "/installers");
            case "visitor" -> visitors();
            case "listLoggers" -> join(List.of(get("/loggers"), get("/loggers?limit=1")), plants("/loggers?plant="));
            case "logger" -> loggers("/loggers/");
            case "listDevices" ->
                join(
                        List.of(get("/devices"), get("/devices?limit=2")),
                        plants("/devices?plant="),
                        loggers("/devices?logger="),
                        devices("/devices?parent="));
            case "device" -> devices("/devices/");
            case "latest" -> suffixed(allDevices("/devices/"), "/latest");
            case "history" -> histories();
            case "query" -> queries();
            case "plantSoc" ->
                join(
                        List.of(
                                get("/analytics/soc"),
                                get("/analytics/soc?level=bms"),
                                get("/analytics/soc?level=fleet")),
                        plants("/analytics/soc?plant="));
            case "imbalance" ->
                join(
                        List.of(get("/analytics/imbalance"), get("/analytics/imbalance?top=2&from=" + FROM)),
                        plants("/analytics/imbalance?plant="));
            case "weakCells" ->
                suffixed(
                        join(
                                devices("/analytics/weak-cells?device="),
                                List.of(get("/analytics/weak-cells?device=" + packLeftBehind()))),
                        "&from=" + FROM);
            case "coverage" ->
                join(List.of(get("/analytics/coverage?from=" + FROM)), plants("/analytics/coverage?plant="));
            case "latestStream" -> latestStreams();
            case "group" -> groups("/measurement-groups/");
            case "groupPoints" -> suffixed(groups("/measurement-groups/"), "/points");
            case "audit" ->
                join(
                        List.of(get("/audit"), get("/audit?limit=2"), get("/audit?kind=group")),
                        groups("/audit?subject="));
            case "startExport" -> List.of(exported());
            case "listAlarms" ->
                join(
                        List.of(
                                get("/alarms"),
                                get("/alarms?limit=2"),
                                get("/alarms?state=OPEN"),
                                get("/alarms?severity=PROTECTION&from=" + FROM)),
                        plants("/alarms?plant="),
                        devices("/alarms?device="));
            case "alarm" -> alarms("/alarms/");
            case "alarmStream" -> alarmStreams();
            case "listAlarmRules" -> List.of(get("/alarm-rules"), get("/alarm-rules?limit=3"));
            case "alarmRule" -> rules("");
            case "alarmRuleVersions" -> rules("/versions");
            case "simulateAlarmRule" -> simulations();
            default -> OF_ONESELF.contains(id) ? List.of() : refused(operation);
        };
    }

    /** What changes something, asked of something hidden. */
    private List<Question> refused(Operation operation) {
        String body = operation.requestExample().isMissingNode()
                ? null
                : operation.requestExample().toString();
        String method = operation.method();
        List<Question> questions = new ArrayList<>();
        switch (operation.id()) {
            case "changePlant" ->
                hiddenPlants().forEach(plant -> questions.add(send(method, "/plants/" + plant, body)));
            case "changeMember" -> hiddenMembers().forEach(id -> questions.add(send(method, "/members/" + id, body)));
            case "removeMember" -> hiddenMembers().forEach(id -> questions.add(send(method, "/members/" + id, null)));
            case "transferMember" ->
                hiddenMembers().forEach(id -> questions.add(send(method, "/members/" + id + ":transfer", body)));
            case "resetPassword" ->
                hiddenMembers().forEach(id -> questions.add(send(method, "/members/" + id + ":resetPassword", null)));
            case "changeLogger" -> hiddenLoggers().forEach(sn -> questions.add(send(method, "/loggers/" + sn, body)));
            case "unbindLogger" ->
                hiddenLoggers().forEach(sn -> questions.add(send(method, "/loggers/" + sn + ":unbind", null)));
            case "registerLogger" ->
                hiddenLoggers()
                        .forEach(sn -> questions.add(send(
                                method, "/loggers", "{\"serialNumber\":\"" + sn + "\",\"checkCode\":\"wrong code\"}")));
            case "renameDevice" -> hiddenDevices().forEach(sn -> questions.add(send(method, "/devices/" + sn, body)));
            case "unbindDevice" ->
                hiddenDevices().forEach(sn -> questions.add(send(method, "/devices/" + sn + ":unbind", null)));
            case "grantVisit" ->
                hiddenPlants()
                        .forEach(plant ->
                                questions.add(send(method, "/plants/" + plant + "/visitors/a@example.org", body)));
            case "endVisit" ->
                hiddenPlants()
                        .forEach(plant -> questions.add(
                                send(method, "/plants/" + plant + "/visitors/" + names.stranger(0), null)));
            case "assignInstaller", "removeInstaller" ->
                hiddenPlants()
                        .forEach(plant -> questions.add(
                                send(method, "/plants/" + plant + "/installers/" + names.id("member", 1), null)));
            case "renameGroup" ->
                hiddenGroups().forEach(id -> questions.add(send(method, "/measurement-groups/" + id, body)));
            case "deleteGroup" ->
                hiddenGroups().forEach(id -> questions.add(send(method, "/measurement-groups/" + id, null)));
            case "assignPoints" ->
                hiddenGroups()
                        .forEach(id ->
                                questions.add(send(method, "/measurement-groups/" + id + "/points:assign", body)));
            case "removePoints" ->
                hiddenGroups()
                        .forEach(id ->
                                questions.add(send(method, "/measurement-groups/" + id + "/points:remove", body)));
            case "declassifyPoints" ->
                hiddenGroups()
                        .forEach(id ->
                                questions.add(send(method, "/measurement-groups/" + id + "/points:declassify", body)));
            case "assignQuarantined" ->
                hiddenGroups()
                        .forEach(id -> questions.add(send(
                                method,
                                "/quarantine:assign",
                                "{\"deviceType\":\"BMS/Dyness/High Voltage\",\"points\":[900000],\"groups\":[\"" + id
                                        + "\"]}")));
            case "addMember" ->
                hiddenGroups()
                        .forEach(id -> questions.add(send(
                                method,
                                "/members",
                                "{\"email\":\"new@example.org\",\"role\":\"MARKETING\",\"password\":\"long enough password\",\"group\":\""
                                        + id + "\"}")));
            case "createPlant" ->
                hiddenMembers()
                        .forEach(id ->
                                questions.add(send(method, "/plants", "{\"name\":\"P\",\"owner\":\"" + id + "\"}")));
            case "createApiKey" -> {
                hiddenPlants()
                        .forEach(plant -> questions.add(
                                send(method, "/api-keys", "{\"name\":\"k\",\"plants\":[\"" + plant + "\"]}")));
                hiddenGroups()
                        .forEach(id ->
                                questions.add(send(method, "/api-keys", "{\"name\":\"k\",\"group\":\"" + id + "\"}")));
            }
            case "acknowledgeAlarm", "shelveAlarm", "unshelveAlarm" ->
                hiddenAlarms()
                        .forEach(id -> questions.add(send(
                                method,
                                operation.path().substring(API.length()).replace("{id}", id),
                                operation.id().equals("shelveAlarm")
                                        ? "{\"until\":\"2026-06-01T18:00:00Z\",\"why\":\"w\"}"
                                        : body)));
            case "createAlarmRule" ->
                join(scopes("plant", hiddenPlants()), scopes("device", hiddenDevices()))
                        .forEach(scope -> questions.add(send(method, "/alarm-rules", rule(scope))));
            case "changeAlarmRule" ->
                hiddenRules().forEach(id -> questions.add(send(method, "/alarm-rules/" + id, body)));
            case "deleteAlarmRule" ->
                hiddenRules().forEach(id -> questions.add(send(method, "/alarm-rules/" + id, null)));
            case "createWebhook" ->
                hiddenPlants()
                        .forEach(plant -> questions.add(send(
                                method, "/webhooks", "{\"url\":\"https://127.0.0.1/\",\"plant\":\"" + plant + "\"}")));
            case "testWebhook" -> questions.add(send(method, "/webhooks/" + WebhookRows.id(names, 1) + ":test", null));
            case "deleteWebhook" -> questions.add(send(method, "/webhooks/" + WebhookRows.id(names, 1), null));
            case "deleteApiKey" -> questions.add(send(method, "/api-keys/" + names.id("key other", 1), null));
            default ->
                throw new AssertionError("nobody has said what " + operation + " (" + operation.id()
                        + ") may tell whom: ask it here of what is seen and of what is hidden");
        }
        return questions;
    }

    private List<Question> alarms(String path) {
        SplittableRandom random = random("alarm");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            ids.add(someAlarm(random).toString());
        }
        int logger = random.nextInt(blueprint.loggers().size());
        return join(
                some(path, ids, 6),
                List.of(get(path + AlarmRows.ofLogger(names, logger, 0)), get(path + AlarmRows.id(names, -1, 0))));
    }

    private UUID someAlarm(SplittableRandom random) {
        int device = random.nextInt(blueprint.devices().size());
        int frame = AlarmRows.EVERY * random.nextInt(Blueprint.FRAMES / AlarmRows.EVERY);
        return AlarmRows.id(names, device, frame);
    }

    /** One of those that stay open, for they take long, and all that are refused. */
    private List<Question> latestStreams() {
        List<Question> questions = refusedStreams("/latest/stream?plant=");
        if (dice.chance(0.35, "stream")) {
            SplittableRandom random = random("latest stream");
            String said =
                    Long.toString(Names.time(random.nextInt(Blueprint.FRAMES)).toEpochMilli());
            List<String> variants = new ArrayList<>(List.of("", "?after=" + said, "?after=1"));
            seenPlants().forEach(plant -> variants.add("?plant=" + plant));
            seenPlants().forEach(plant -> variants.add("?plant=" + plant + "&after=" + said));
            questions.add(get("/latest/stream" + variants.get(random.nextInt(variants.size())))
                    .as(Kind.STREAM));
        }
        return questions;
    }

    /** They end at once; one that should be refused and is not goes on for ever. */
    private List<Question> refusedStreams(String path) {
        List<Question> questions = new ArrayList<>();
        join(hiddenPlants(), List.of(NOBODY))
                .forEach(plant -> questions.add(get(path + plant).as(Kind.STREAM)));
        return questions;
    }

    private List<Question> alarmStreams() {
        List<Question> questions = refusedStreams("/alarms/stream?plant=");
        if (dice.chance(0.5, "alarm stream")) {
            SplittableRandom random = random("alarm stream");
            String someone = names.device(random.nextInt(blueprint.devices().size()));
            List<String> variants = new ArrayList<>(List.of(
                    "",
                    "?after=0",
                    "?after=0&severity=PROTECTION",
                    "?after=0&device=" + someone,
                    "?after=" + AlarmRows.raise(someAlarm(random)),
                    "?after=" + AlarmRows.raise(AlarmRows.id(names, -1, 0))));
            seenPlants().forEach(plant -> variants.add("?after=0&plant=" + plant));
            questions.add(get("/alarms/stream" + variants.get(random.nextInt(variants.size())))
                    .as(Kind.STREAM));
        }
        return questions;
    }

    private List<Question> webhooks(String suffix) {
        return List.of(
                get("/webhooks/" + WebhookRows.id(names, blueprint.asker().number()) + suffix),
                get("/webhooks/" + WebhookRows.id(names, 1) + suffix),
                get("/webhooks/" + NOBODY + suffix));
    }

    private List<Question> rules(String suffix) {
        SplittableRandom random = random("rule");
        return suffixed(
                words(
                        "/alarm-rules/",
                        AlarmRows.BMS_RULE,
                        AlarmRows.PACK_RULE,
                        "cell-differential-plateau",
                        RuleRows.id(names, "organization", random.nextInt(Blueprint.ORGANIZATIONS)),
                        RuleRows.id(
                                names,
                                "plant",
                                random.nextInt(blueprint.plants().size())),
                        RuleRows.id(
                                names,
                                "device",
                                random.nextInt(blueprint.devices().size())),
                        NOBODY),
                suffix);
    }

    private List<Question> simulations() {
        String during = ",\"from\":\"" + FROM + "\",\"to\":\"2026-06-01T12:00:00Z\"}";
        List<Question> questions = new ArrayList<>();
        questions.add(send("POST", "/alarm-rules:simulate", "{\"rule\":" + rule("") + during));
        someDevices("simulation")
                .forEach(device -> questions.add(send(
                        "POST",
                        "/alarm-rules:simulate",
                        "{\"rule\":" + rule("") + ",\"devices\":[\"" + device + "\"]" + during)));
        return questions;
    }

    /** @param scope a field, or nothing */
    private static String rule(String scope) {
        return "{\"name\":\"R\",\"kind\":\"threshold\",\"deviceTypes\":[1],\"point\":\"SOC\",\"condition\":\"low\",\"raise\":50,"
                + "\"clear\":60,\"unit\":\"%\",\"severity\":\"WARNING\"" + scope + "}";
    }

    private static List<String> scopes(String level, List<String> ids) {
        return ids.stream()
                .map(id -> ",\"scope\":{\"level\":\"" + level + "\",\"id\":\"" + id + "\"}")
                .toList();
    }

    private List<Question> visitors() {
        List<Question> questions = new ArrayList<>();
        for (Blueprint.Plant plant : blueprint.plants()) {
            int stranger =
                    plant.number() * RegistryRows.STRANGERS + random("visitor").nextInt(RegistryRows.STRANGERS);
            questions.add(
                    get("/plants/" + names.id("plant", plant.number()) + "/visitors/" + names.stranger(stranger)));
        }
        return questions;
    }

    private List<Question> histories() {
        List<Question> questions = new ArrayList<>();
        for (String device : someDevices("history")) {
            SplittableRandom random = random("history " + device);
            for (String bucket : new String[] {"raw", "5m", "1h", "auto"}) {
                String path = API + "/devices/" + device + "/history?from=" + FROM + "&bucket=" + bucket;
                questions.add(Question.get(path).accepting(FORMATS.get(random.nextInt(FORMATS.size()))));
                questions.add(Question.get(path + "&points=" + WORDS.get(random.nextInt(WORDS.size()))));
            }
            questions.add(Question.get(API + "/devices/" + device + "/history?bucket=raw&slots=3&from=" + FROM));
            String bucket = List.of("15m", "1h", "1d").get(random.nextInt(3));
            String zone = random.nextBoolean() ? "Europe/Berlin" : "UTC";
            questions.add(Question.get(
                    API + "/devices/" + device + "/history?from=" + LONG_AGO + "&bucket=" + bucket + "&zone=" + zone));
        }
        return questions;
    }

    private List<Question> queries() {
        List<Question> questions = new ArrayList<>();
        SplittableRandom random = random("query");
        for (String format : FORMATS) {
            String bucket = random.nextBoolean() ? "raw" : "5m";
            questions.add(send("POST", "/query", question("", FROM, bucket, "1400", "10000001"))
                    .accepting(format));
            questions.add(send("POST", "/query", question("", FROM, "1h")).accepting(format));
        }
        for (String bucket : new String[] {"5m", "1h", "1d"}) {
            String zone = random.nextBoolean() ? "Europe/Berlin" : "UTC";
            questions.add(send(
                    "POST",
                    "/query",
                    question("\"zone\":\"" + zone + "\",", LONG_AGO, bucket, "1400", "1100", "10000001", "10000021")));
        }
        for (int i = 0; i < 3; i++) {
            String named = random.nextBoolean()
                    ? "\"plants\":[\""
                            + names.id(
                                    "plant", random.nextInt(blueprint.plants().size())) + "\"],"
                    : "\"devices\":[\"" + someDevices("query").get(i) + "\"],";
            String word = WORDS.get(random.nextInt(WORDS.size()));
            questions.add(send("POST", "/query", question(named, FROM, "5m", word)));
        }
        return questions;
    }

    private Question exported() {
        SplittableRandom random = random("export");
        String format = List.of("csv", "json", "ndjson", "arrow").get(random.nextInt(4));
        String body = question(
                "\"format\":\"" + format + "\",",
                random.nextBoolean() ? FROM : LONG_AGO,
                random.nextBoolean() ? "raw" : "5m");
        return send("POST", "/exports", body).as(Kind.EXPORT);
    }

    private static String question(String named, String from, String bucket, String... points) {
        StringBuilder words = new StringBuilder();
        for (String point : points) {
            words.append(words.isEmpty() ? "" : ",")
                    .append("{\"point\":\"")
                    .append(point)
                    .append("\"}");
        }
        return "{%s\"from\":\"%s\",\"bucket\":\"%s\",\"points\":[%s]}".formatted(named, from, bucket, words);
    }

    private List<Question> plants(String path) {
        List<String> ids = new ArrayList<>();
        blueprint.plants().forEach(plant -> ids.add(names.id("plant", plant.number())));
        return some(path, ids, 3);
    }

    private List<Question> members(String path) {
        List<String> ids = new ArrayList<>();
        blueprint.members().forEach(member -> ids.add(names.id("member", member.number())));
        return some(path, ids, 3);
    }

    private List<Question> groups(String path) {
        List<String> ids = new ArrayList<>();
        blueprint.groups().forEach(group -> ids.add(names.id("group", group.number())));
        return some(path, ids, 4);
    }

    private List<Question> loggers(String path) {
        List<String> serialNumbers = new ArrayList<>();
        blueprint.loggers().forEach(logger -> serialNumbers.add(names.logger(logger.number())));
        return some(path, serialNumbers, 4);
    }

    private List<Question> devices(String path) {
        return someDevices(path).stream().map(device -> get(path + device)).toList();
    }

    private List<Question> allDevices(String path) {
        return blueprint.devices().stream()
                .map(device -> get(path + names.device(device.number())))
                .toList();
    }

    private String packLeftBehind() {
        return names.device(blueprint.devices().size() - 1);
    }

    /** Devices that change hands are always among them. */
    private List<String> someDevices(String purpose) {
        List<String> some = new ArrayList<>();
        SplittableRandom random = random(purpose);
        int devices = blueprint.devices().size();
        for (int i = 0; i < 2; i++) {
            some.add(names.device(random.nextInt(devices)));
        }
        blueprint.devices().stream()
                .filter(device -> device.bindings().size() > 1
                        || blueprint
                                        .loggers()
                                        .get(device.bindings().get(0).logger())
                                        .stays()
                                        .size()
                                > 1)
                .skip(random.nextInt(4))
                .limit(2)
                .forEach(device -> some.add(names.device(device.number())));
        return some;
    }

    private List<Question> some(String path, List<String> ids, int count) {
        SplittableRandom random = random(path);
        List<Question> questions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            questions.add(get(path + ids.get(random.nextInt(ids.size()))));
        }
        questions.add(get(path + NOBODY));
        return questions;
    }

    private List<String> seenPlants() {
        return blueprint.plants().stream()
                .filter(sight::sees)
                .map(plant -> names.id("plant", plant.number()))
                .toList();
    }

    private List<String> hiddenPlants() {
        return hidden(
                "plants",
                blueprint.plants().stream()
                        .filter(plant -> !sight.sees(plant))
                        .map(plant -> names.id("plant", plant.number()))
                        .toList());
    }

    private List<String> hiddenMembers() {
        return hidden(
                "members",
                blueprint.members().stream()
                        .filter(member -> !sight.sees(member))
                        .map(member -> names.id("member", member.number()))
                        .toList());
    }

    private List<String> hiddenGroups() {
        return hidden(
                "groups",
                blueprint.groups().stream()
                        .filter(group -> !sight.sees(group))
                        .map(group -> names.id("group", group.number()))
                        .toList());
    }

    private List<String> hiddenLoggers() {
        return hidden(
                "loggers",
                blueprint.loggers().stream()
                        .filter(logger -> !sight.sees(logger))
                        .map(logger -> names.logger(logger.number()))
                        .toList());
    }

    private List<String> hiddenDevices() {
        return hidden(
                "devices",
                blueprint.devices().stream()
                        .filter(device -> sight.spans(device).isEmpty())
                        .map(device -> names.device(device.number()))
                        .toList());
    }

    /** One of another organization, and one of nobody. */
    private List<String> hiddenRules() {
        return List.of(RuleRows.id(names, "organization", 1), NOBODY);
    }

    /** Of devices that are never seen. */
    private List<String> hiddenAlarms() {
        return hidden(
                "alarms",
                blueprint.devices().stream()
                        .filter(device -> sight.spans(device).isEmpty())
                        .map(device -> AlarmRows.id(names, device.number(), 0).toString())
                        .toList());
    }

    private List<String> hidden(String kind, List<String> ids) {
        return ids.isEmpty()
                ? List.of()
                : List.of(ids.get(random("hidden " + kind).nextInt(ids.size())));
    }

    private static List<Question> words(String path, String... words) {
        return each(path, List.of(words));
    }

    private static List<Question> each(String path, List<String> words) {
        return words.stream().map(word -> get(path + word)).toList();
    }

    private static List<Question> suffixed(List<Question> questions, String suffix) {
        return questions.stream()
                .map(question -> Question.get(question.path() + suffix))
                .toList();
    }

    @SafeVarargs
    private static <T> List<T> join(List<T>... lists) {
        List<T> all = new ArrayList<>();
        for (List<T> list : lists) {
            all.addAll(list);
        }
        return all;
    }

    private SplittableRandom random(String purpose) {
        return dice.seen("question", purpose);
    }

    private static Question get(String path) {
        return Question.get(API + path);
    }

    private static Question send(String method, String path, @Nullable String body) {
        return Question.send(method, API + path, body);
    }
}
