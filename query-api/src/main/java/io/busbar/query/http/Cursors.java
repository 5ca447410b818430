package io.busbar.query.http;

import io.busbar.query.access.Refusal;
import io.busbar.query.access.Scope;
import io.busbar.query.access.account.SigningKeys;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Pages of a list. A cursor holds the visible sort key of the last item, signed together with the route and the policy version of the
 * asking person: it is void for anybody else, and after any change of what they may see. May be shared between threads.
 */
final class Cursors {

    static final int USUAL_LIMIT = 100;
    static final int MAX_LIMIT = 500;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 16;

    private final SigningKeys keys;

    Cursors(SigningKeys keys) {
        this.keys = keys;
    }

    /** The sort key after which the page begins; empty for the first page. */
    String after(Call call, String route) {
        String cursor = call.query("cursor");
        if (cursor == null) {
            return "";
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            if (bytes.length > SIGNATURE_BYTES) {
                byte[] sortKey = Arrays.copyOfRange(bytes, SIGNATURE_BYTES, bytes.length);
                byte[] signature = Arrays.copyOf(bytes, SIGNATURE_BYTES);
                for (SigningKeys.SigningKey key : keys.all()) {
                    if (MessageDigest.isEqual(signature, signature(key, call.scope(), route, sortKey))) {
                        return new String(sortKey, StandardCharsets.UTF_8);
                    }
                }
            }
        } catch (IllegalArgumentException e) {
            // no base 64: the same refusal as for a wrong signature
        }
        throw Refusal.invalid("?cursor", "is not valid any more: begin again without it");
    }

    /**
     * A page of at most {@code limit} items.
     *
     * @param found up to one item more than the page, which tells that there is a next one
     */
    <T> Answer page(Call call, String route, List<T> found, int limit, Function<T, String> sortKey) {
        List<T> items = found.size() > limit ? found.subList(0, limit) : found;
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("items", items);
        page.put(
                "next", found.size() > limit ? cursor(call.scope(), route, sortKey.apply(items.get(limit - 1))) : null);
        return Answer.ok(page);
    }

    private String cursor(Scope scope, String route, String sortKeyText) {
        byte[] sortKey = sortKeyText.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = Arrays.copyOf(signature(keys.newest(), scope, route, sortKey), SIGNATURE_BYTES + sortKey.length);
        System.arraycopy(sortKey, 0, bytes, SIGNATURE_BYTES, sortKey.length);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] signature(SigningKeys.SigningKey key, Scope scope, String route, byte[] sortKey) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.secret(), ALGORITHM));
            mac.update(("cursor|" + route + '|' + scope.policyVersion() + '|').getBytes(StandardCharsets.UTF_8));
            return Arrays.copyOf(mac.doFinal(sortKey), SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
