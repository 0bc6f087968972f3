// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Hashes made by openssl passwd and libcrypt. */
class PasswordHashTest {

    @ParameterizedTest
    @CsvSource({
        "$apr1$abcdefgh$rRdIxwY5XRHT4TMtBPZn.0,pässword",
        "$5$abcdefgh$PMzeX.3Tb43iNPh8ENNzPM9M7q/BLyRKM1Djd5s4Nu8,pässword",
        "$6$abcdefgh$iiBW30h6MQUpgkXT9F87NVy6FIbloKXQmfPH87w2UkYa6T8cikoVXkyDCmOccwyrz69xvCZIs4Q.UiGV4ZRkv.,pässword",
        "$1$abcdefgh$6qENbeetgn0exf.OCTQaP0,pässword",
        "{SHA}I7dElEdfX4dJgLdnbVEeI9iG2mQ=,pässword",
        "$2y$05$abcdefghijklmnopqrstuucZGbUxuMlEqps0qcu2pjhO7vaatQZIC,pässword",
        "abNANd1rDfiNc,secret",
    })
    void matches_formatsOfHtpasswd_theRightPasswordOnly(String hash, String password) {
        assertThat(PasswordHash.matches(password.toCharArray(), hash)).isTrue();
        assertThat(PasswordHash.matches((password + "x").substring(1).toCharArray(), hash))
                .isFalse();
        assertThat(PasswordHash.matches(new char[0], hash)).isFalse();
    }

    /** As htpasswd -B makes it, and httpd reads it: bcrypt takes no more than 72 bytes. */
    @Test
    void matches_bcryptOfALongPassword_itsFirst72Bytes() {
        String hash = "$2y$05$4Si3qVNtYPk5oc5fLqdO3OopagPkpUji07/59RKF3ni3OJhr7z5ui";

        assertThat(PasswordHash.matches("x".repeat(80).toCharArray(), hash)).isTrue();
        assertThat(PasswordHash.matches("x".repeat(71).toCharArray(), hash)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "secret", "$2y$xx", "$apr1$", "$9$salt$hash", "*", "!", "{SSHA}abc"})
    void matches_anythingElse_isNoPassword(String hash) {
        assertThat(PasswordHash.matches("secret".toCharArray(), hash)).isFalse();
    }
}
