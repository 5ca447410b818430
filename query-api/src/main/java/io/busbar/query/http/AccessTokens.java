package io.busbar.query.http;

import io.busbar.query.access.Principal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;

/**
 * Signs and checks access tokens: HS256 and nothing else, valid for 15 minutes. A token only says who somebody is; what they may do is
 * decided for every request. May be shared between threads.
 */
final class AccessTokens {

    static final int LIFE_SECONDS = 900;

    private static final String ALGORITHM = "HS256";
    private static final String ISSUER = "busbar";

    private final JWTAuth jwt;

    AccessTokens(Vertx vertx, byte[] key) {
        jwt = JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(
                                new PubSecKeyOptions().setAlgorithm(ALGORITHM).setBuffer(Buffer.buffer(key)))
                        .setJWTOptions(new JWTOptions().setIssuer(ISSUER)));
    }

    String sign(String memberId) {
        return jwt.generateToken(
                new JsonObject(),
                new JWTOptions()
                        .setAlgorithm(ALGORITHM)
                        .setIssuer(ISSUER)
                        .setSubject(memberId)
                        .setExpiresInSeconds(LIFE_SECONDS));
    }

    /** Fails when the token is not ours or has expired. */
    Future<Principal> check(String token) {
        return jwt.authenticate(new TokenCredentials(token)).compose(user -> {
            String memberId = user.subject();
            return memberId == null || memberId.isEmpty()
                    ? Future.failedFuture("access token without a subject")
                    : Future.succeededFuture(new Principal.Member(memberId));
        });
    }
}
