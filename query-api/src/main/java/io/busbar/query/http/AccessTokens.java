package io.busbar.query.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.busbar.query.access.Principal;
import io.busbar.query.access.account.Session;
import io.busbar.query.access.account.Sessions;
import io.busbar.query.access.account.SigningKeys;
import io.busbar.query.access.account.SigningKeys.SigningKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.io.IOException;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Signs and checks access tokens: HS256 and nothing else, valid for 15 minutes, with a key that the header names. A token only says who somebody
 * is and by which log-in; what they may do is decided for every request. May be shared between threads.
 */
final class AccessTokens {

    static final int LIFE_SECONDS = (int) Sessions.ACCESS_TOKEN_LIFE.toSeconds();

    private static final String ALGORITHM = "HS256";
    private static final String ISSUER = "busbar";
    private static final String SESSION = "sid";

    private final Vertx vertx;
    private final SigningKeys keys;

    /** By id of the key. */
    private final ConcurrentMap<String, JWTAuth> signers = new ConcurrentHashMap<>();

    AccessTokens(Vertx vertx, SigningKeys keys) {
        this.vertx = vertx;
        this.keys = keys;
    }

    /** May wait for the database. */
    String sign(Session session) {
        SigningKey key = keys.newest();
        return signer(key)
                .generateToken(
                        new JsonObject().put(SESSION, session.family()),
                        new JWTOptions()
                                .setAlgorithm(ALGORITHM)
                                .setHeader(new JsonObject().put("kid", key.id()))
                                .setIssuer(ISSUER)
                                .setSubject(session.memberId())
                                .setExpiresInSeconds(LIFE_SECONDS));
    }

    /** Fails when the token is not ours or has expired. */
    Future<Principal> check(String token) {
        String keyId = keyId(token);
        if (keyId == null) {
            return Future.failedFuture("access token that names no key");
        }
        SigningKey key = keys.find(keyId);
        if (key != null) {
            return check(key, token);
        }
        if (!keys.mayBeOld()) {
            return Future.failedFuture("access token of an unknown key");
        }
        return vertx.executeBlocking(() -> {
                    keys.read();
                    return keys.find(keyId);
                })
                .compose(found ->
                        found == null ? Future.failedFuture("access token of an unknown key") : check(found, token));
    }

    private Future<Principal> check(SigningKey key, String token) {
        return signer(key).authenticate(new TokenCredentials(token)).compose(user -> {
            String memberId = user.subject();
            String session = user.principal().getString(SESSION);
            return memberId == null || memberId.isEmpty() || session == null
                    ? Future.failedFuture("access token without a subject or a session")
                    : Future.succeededFuture(new Principal.Member(memberId, session));
        });
    }

    private JWTAuth signer(SigningKey key) {
        return signers.computeIfAbsent(
                key.id(),
                id -> JWTAuth.create(
                        vertx,
                        new JWTAuthOptions()
                                .addPubSecKey(new PubSecKeyOptions()
                                        .setId(id)
                                        .setAlgorithm(ALGORITHM)
                                        .setBuffer(Buffer.buffer(key.secret())))
                                .setJWTOptions(new JWTOptions().setIssuer(ISSUER))));
    }

    /** What the header says before anything is proven; null when there is no header that names this algorithm and a key. */
    private static @Nullable String keyId(String token) {
        int dot = token.indexOf('.');
        if (dot < 1) {
            return null;
        }
        try {
            JsonNode header = Json.read(Base64.getUrlDecoder().decode(token.substring(0, dot)));
            return header.isObject()
                            && header.path("alg").asText().equals(ALGORITHM)
                            && header.path("kid").isTextual()
                    ? header.path("kid").asText()
                    : null;
        } catch (IOException | IllegalArgumentException e) {
            return null;
        }
    }
}
