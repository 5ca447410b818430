package io.busbar.query.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class PasswordsTest {

    private static final String FIRST = Passwords.hash("correct horse battery");
    private static final String SECOND = Passwords.hash("another password", FIRST);

    @Test
    void givesAllAccountsOfAnAddressOneSalt() {
        assertThat(salt(SECOND)).isEqualTo(salt(FIRST));
        assertThat(salt(Passwords.hash("another password", null))).isNotEqualTo(salt(FIRST));
        assertThat(Passwords.hash("correct horse battery", SECOND)).isEqualTo(FIRST);
    }

    @Test
    void findsTheFirstAccountThatThePasswordIsRightFor() {
        assertThat(Passwords.matching("another password", List.of(FIRST, SECOND)))
                .isEqualTo(1);
        assertThat(Passwords.matching("correct horse battery", List.of(FIRST, SECOND, FIRST)))
                .isZero();
        assertThat(Passwords.matching("wrong", List.of(FIRST, SECOND))).isEqualTo(-1);
        assertThat(Passwords.matching("nobody's password", List.of())).isEqualTo(-1);
    }

    @Test
    void knowsPasswordsThatWereHashedOtherwise() {
        assertThat(Passwords.matches("correct horse battery", FIRST)).isTrue();
        assertThat(Passwords.matching("correct horse battery", List.of(Passwords.hash("x".repeat(10)), FIRST)))
                .isEqualTo(1);
    }

    private static String salt(String hash) {
        return hash.split("\\$")[4];
    }
}
