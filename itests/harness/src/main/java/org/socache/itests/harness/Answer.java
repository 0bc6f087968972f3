// SPDX-License-Identifier: Apache-2.0
package org.socache.itests.harness;

import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;

/** A response, and how long it took from the request to the last byte. */
public record Answer(int status, HttpHeaders headers, byte[] body, Duration took) {

    /** The header's value; empty if it is absent. */
    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** As the cache says it in {@code X-Cache}. */
    public boolean isHit() {
        return header("X-Cache").startsWith("HIT");
    }

    /** True if the body is the one that its {@code Content-Digest} (RFC 9530) was made from. */
    public boolean isIntact() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return header("Content-Digest")
                    .equals("sha-256=:" + Base64.getEncoder().encodeToString(digest) + ":");
        } catch (NoSuchAlgorithmException absent) {
            throw new IllegalStateException(absent);
        }
    }
}
