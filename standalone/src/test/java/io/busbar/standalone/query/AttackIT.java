package io.busbar.standalone.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.busbar.standalone.query.ApiClient.Response;
import io.busbar.standalone.query.OpenApiDocument.Operation;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What somebody tries who wants in, or more: forged tokens, texts that are SQL, fields that nobody offered, headers in parameters, bodies that are too
 * deep or too long. Every operation and parameter of the OpenAPI document is tried. Guessing of passwords and codes: {@code LogInIT},
 * {@code RegistrationIT}; rights beyond one's own: {@code MembersIT}, {@code SharingIT}, {@code ApiKeysIT}.
 */
final class AttackIT {

    @RegisterExtension
    static final ApiServerUnderTest API = new ApiServerUnderTest();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final List<String> TEXTS = List.of(
            "' OR '1'='1",
            "x'; DROP TABLE member; --",
            "1) OR (1=1",
            "\\",
            "\"",
            "%",
            "\u0000",
            "\uD83D\uDD0B",
            "\r\nX-Evil: 1",
            "../../etc/passwd",
            "${jndi:ldap://127.0.0.1/a}");

    /** They are open for ever, change the asker, or have a body of their own in other tests. */
    private static final Set<String> APART =
            Set.of("latestStream", "alarmStream", "logOut", "refresh", "changeMe", "changeOrganization");

    /** What is to be changed is looked for before it is read what to. */
    private static final String SHIPPED_RULE = "soc-low-warning";

    private static ApiClient manager = new ApiClient(0, null);

    @BeforeAll
    static void logsIn() {
        manager = API.loggedIn(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD);
        manager.post("/api/v1/plants", "{\"name\":\"Roof\"}");
    }

    @Test
    void takesNoTokenButThoseThatItSigned() throws Exception {
        String member = API.value("SELECT public_id FROM member LIMIT 1");
        String key = API.value("SELECT id FROM signing_key ORDER BY id DESC LIMIT 1");
        byte[] secret = HexFormat.of()
                .parseHex(API.value("SELECT encode(key, 'hex') FROM signing_key ORDER BY id DESC LIMIT 1"));
        long later = Instant.now().getEpochSecond() + 600;
        String claims = claims(member, "busbar", later);

        assertThat(me(token("HS256", key, claims, secret, "HmacSHA256")).status())
                .isEqualTo(200);

        List<String> forged = new ArrayList<>();
        for (String algorithm :
                new String[] {"none", "None", "NONE", "", "RS256", "ES256", "HS384", "HS512", "hs256"}) {
            forged.add(token(algorithm, key, claims, secret, "HmacSHA256"));
            String bare = token(algorithm, key, claims, secret, "HmacSHA256");
            forged.add(bare.substring(0, bare.lastIndexOf('.') + 1));
        }
        forged.add(token("HS512", key, claims, secret, "HmacSHA512"));
        forged.add(token("HS256", key, claims, new byte[32], "HmacSHA256"));
        forged.add(token("HS256", key, claims, key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        forged.add(token("HS256", "-1", claims, secret, "HmacSHA256"));
        forged.add(token("HS256", "' OR '1'='1", claims, secret, "HmacSHA256"));
        forged.add(token("HS256", key, claims(member, "somebody", later), secret, "HmacSHA256"));
        forged.add(token("HS256", key, claims(member, "busbar", later - 1_200), secret, "HmacSHA256"));
        forged.add(token("HS256", key, claims("", "busbar", later), secret, "HmacSHA256"));
        forged.add(token("HS256", key, claims(member + "' OR '1'='1", "busbar", later), secret, "HmacSHA256"));
        String nothing = API.anonymous().get("/api/v1/me").seen();
        for (String token : forged) {
            assertThat(me(token).seen()).as(token).isEqualTo(nothing);
        }
    }

    @Test
    void readsNoParameterAsAnythingButText() throws Exception {
        String before = counts();
        for (Operation operation : OpenApiDocument.ofThisBuild().operations()) {
            if (operation.method().equals("GET") && !APART.contains(operation.id())) {
                for (JsonNode parameter : operation.tree().path("parameters")) {
                    for (String text : TEXTS) {
                        requireHarmless(
                                operation + " " + parameter.get("name") + " " + text, get(operation, parameter, text));
                    }
                }
            }
        }
        assertThat(counts()).isEqualTo(before);
    }

    @Test
    void readsNoFieldAsAnythingButText() {
        for (Operation operation : OpenApiDocument.ofThisBuild().operations()) {
            if (operation.requestExample() instanceof ObjectNode example && !APART.contains(operation.id())) {
                for (String place : texts(example)) {
                    for (String text : List.of(TEXTS.get(1), TEXTS.get(6), TEXTS.get(8))) {
                        ObjectNode body = example.deepCopy();
                        put(body, place, text);
                        requireHarmless(operation + " " + body, send(operation, body.toString()));
                    }
                }
            }
        }
        assertThat(manager.get("/api/v1/me").status()).isEqualTo(200);
    }

    @Test
    void readsNoParameterOfAStreamAsAnythingButText() {
        for (String path : List.of("/api/v1/latest/stream", "/api/v1/alarms/stream")) {
            for (String text : TEXTS) {
                requireHarmless(path + " plant " + text, manager.get(path + "?plant=" + encoded(text)));
            }
            requireHarmless(
                    path + " after", manager.firstEvent(manager.request(path + "?after=" + encoded(TEXTS.get(1)))));
            requireHarmless(
                    path + " Last-Event-ID",
                    manager.firstEvent(manager.request(path).header("Last-Event-ID", TEXTS.get(1))));
        }
        for (String text : TEXTS) {
            String path = "/api/v1/alarms/stream?severity=" + encoded(text);
            assertThat(manager.get(path).status()).as(path).isEqualTo(400);
        }
        String device = "/api/v1/alarms/stream?after=x&device=" + encoded(TEXTS.get(0));
        requireHarmless(device, manager.firstEvent(manager.request(device)));
    }

    /** No other site can act in somebody's name: what a browser sends by itself says nothing of who it is. */
    @Test
    void knowsNobodyByWhatABrowserSendsByItself() {
        ApiClient browser = API.anonymous();
        Response logIn = browser.post(
                "/api/v1/auth/login",
                "{\"email\":\"%s\",\"password\":\"%s\"}"
                        .formatted(ApiServerUnderTest.MANAGER, ApiServerUnderTest.MANAGER_PASSWORD));
        String token = logIn.json().get("accessToken").asText();
        assertThat(me(token).status()).isEqualTo(200);
        assertThat(logIn.headers().firstValue("Set-Cookie")).isEmpty();

        String nothing = browser.get("/api/v1/me").seen();
        for (String name : List.of("accessToken", "access_token", "token", "session", "jwt", "Authorization")) {
            Response answer = browser.get("/api/v1/me", "Cookie", name + "=" + token);
            assertThat(answer.seen()).as(name).isEqualTo(nothing);
            assertThat(browser.get("/api/v1/me?" + name + "=" + token).status())
                    .as(name)
                    .isEqualTo(401);
        }
        String password = ApiServerUnderTest.MANAGER + ":" + ApiServerUnderTest.MANAGER_PASSWORD;
        String basic = Base64.getEncoder().encodeToString(password.getBytes(StandardCharsets.UTF_8));
        assertThat(browser.get("/api/v1/me", "Authorization", "Basic " + basic).seen())
                .isEqualTo(nothing);
        for (String method : List.of("OPTIONS", "GET")) {
            Response answer = manager.send(manager.request("/api/v1/me")
                    .header("Origin", "https://evil.example")
                    .header("Access-Control-Request-Method", "POST")
                    .method(method, BodyPublishers.noBody()));
            assertThat(answer.headers().map().keySet()).as(method).noneMatch(name -> name.toLowerCase(Locale.ROOT)
                    .startsWith("access-control"));
        }
    }

    /** By name, so that none is refused for another reason. */
    @Test
    void refusesFieldsThatNobodyOffered() {
        List<String> taken = new ArrayList<>();
        for (Operation operation : OpenApiDocument.ofThisBuild().operations()) {
            if (operation.requestExample() instanceof ObjectNode example) {
                for (String field :
                        List.of("id", "publicId", "organizationId", "passwordHash", "emailProven", "isAdmin")) {
                    if (!example.has(field)) {
                        ObjectNode body = example.deepCopy();
                        body.put(field, "x");
                        Response answer = send(operation, body.toString());
                        if (answer.status() != 400 || !answer.body().contains("\"/" + field + "\"")) {
                            taken.add(operation + " " + field + ": " + answer.body());
                        }
                    }
                }
            }
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void refusesBodiesThatAreTooDeepOrTooLong() {
        for (Operation operation : OpenApiDocument.ofThisBuild().operations()) {
            if (operation.hasBody()) {
                String deep = "{\"a\":" + "[".repeat(30_000) + "]".repeat(30_000) + "}";
                assertThat(send(operation, deep).status())
                        .as("deep: " + operation)
                        .isBetween(400, 499);
                String longer = "{\"name\":\"" + "a".repeat(70_000) + "\"}";
                assertThat(send(operation, longer).status())
                        .as("long: " + operation)
                        .isEqualTo(413);
            }
        }
    }

    @Test
    void givesNobodyTheTagOfSomebodyElse() {
        ApiClient user = API.member("tags@example.org", "GENERAL_USER");
        for (String path :
                List.of("/api/v1/plants", "/api/v1/measuring-points", "/api/v1/organization", "/api/v1/devices")) {
            String tag = manager.get(path).header("ETag");
            assertThat(manager.get(path, "If-None-Match", tag).status())
                    .as(path)
                    .isEqualTo(304);
            assertThat(user.get(path, "If-None-Match", tag).status()).as(path).isEqualTo(200);
        }
    }

    /** JSON pointers of the texts in a tree. */
    private static List<String> texts(JsonNode tree) {
        List<String> places = new ArrayList<>();
        if (tree.isTextual()) {
            places.add("");
        }
        tree.properties()
                .forEach(field -> texts(field.getValue()).forEach(place -> places.add("/" + field.getKey() + place)));
        for (int i = 0; i < tree.size() && tree.isArray(); i++) {
            for (String place : texts(tree.get(i))) {
                places.add("/" + i + place);
            }
        }
        return places;
    }

    private static void put(ObjectNode body, String place, String text) {
        JsonPointer pointer = JsonPointer.compile(place);
        String last = pointer.last().getMatchingProperty();
        if (body.at(pointer.head()) instanceof ArrayNode array) {
            array.set(Integer.parseInt(last), TextNode.valueOf(text));
        } else {
            ((ObjectNode) body.at(pointer.head())).put(last, text);
        }
    }

    private static Response get(Operation operation, JsonNode attacked, String text) {
        StringBuilder query = new StringBuilder();
        String path = operation.path();
        String header = null;
        for (JsonNode parameter : operation.tree().path("parameters")) {
            String name = parameter.get("name").asText();
            boolean isAttacked = parameter.equals(attacked);
            String value = isAttacked ? text : "A";
            String place = parameter.get("in").asText();
            if (place.equals("path")) {
                path = path.replace("{" + name + "}", encoded(value));
            } else if (isAttacked && place.equals("query")) {
                query.append(query.isEmpty() ? "?" : "&")
                        .append(name)
                        .append('=')
                        .append(encoded(value));
            } else if (isAttacked && place.equals("header") && text.chars().allMatch(c -> c >= ' ' && c < 127)) {
                header = name;
            }
        }
        var request = manager.request(path + query).GET();
        return manager.send(header == null ? request : request.header(header, text));
    }

    private static Response send(Operation operation, String body) {
        String path = operation
                .path()
                .replace("/alarm-rules/{id}", "/alarm-rules/" + SHIPPED_RULE)
                .replaceAll("\\{email}", "a@b")
                .replaceAll("\\{\\w+}", "A");
        return manager.send(manager.request(path)
                .header("Content-Type", "application/json")
                .method(operation.method(), BodyPublishers.ofString(body)));
    }

    /** Neither a failure, nor a word of the database, nor a header that was smuggled in. */
    private static void requireHarmless(String what, Response answer) {
        assertThat(answer.status()).as(what + ": " + answer.body()).isLessThan(500);
        assertThat(answer.headers().firstValue("X-Evil")).as(what).isEmpty();
        assertThat(answer.body()).as(what).doesNotContain("PSQLException", "syntax error", "org.postgresql", "java.");
    }

    private static String counts() throws Exception {
        return API.value("SELECT (SELECT count(*) FROM member) || ' ' || (SELECT count(*) FROM plant) || ' '"
                + " || (SELECT count(*) FROM measurement_group) || ' ' || (SELECT count(*) FROM audit_entry)");
    }

    private static Response me(String token) {
        return new ApiClient(API.port(), token).get("/api/v1/me");
    }

    private static String claims(String member, String issuer, long endsAtSeconds) {
        return "{\"sid\":\"a session\",\"sub\":\"%s\",\"iss\":\"%s\",\"exp\":%d}"
                .formatted(member, issuer, endsAtSeconds);
    }

    private static String token(String algorithm, String key, String claims, byte[] secret, String mac)
            throws GeneralSecurityException {
        String header = JSON.createObjectNode()
                .put("typ", "JWT")
                .put("alg", algorithm)
                .put("kid", key)
                .toString();
        String text = encode(header) + '.' + encode(claims);
        Mac signer = Mac.getInstance(mac);
        signer.init(new SecretKeySpec(secret, mac));
        return text + '.' + BASE64.encodeToString(signer.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String encode(String json) {
        return BASE64.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
