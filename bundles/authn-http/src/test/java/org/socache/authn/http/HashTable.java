// SPDX-License-Identifier: Apache-2.0
package org.socache.authn.http;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A provider in memory that counts its questions. */
final class HashTable implements AuthnProvider {

    final AtomicInteger questions = new AtomicInteger();
    private final Map<String, String> hashes = new ConcurrentHashMap<>();

    HashTable user(String user, String hash) {
        hashes.put(user, hash);
        return this;
    }

    HashTable user(String user, String realm, String password, String algorithm) {
        return user(user + ':' + realm, DigestResponse.hash(algorithm, user + ':' + realm + ':' + password));
    }

    @Override
    public String passwordHash(String user) {
        questions.incrementAndGet();
        return hashes.get(user);
    }

    @Override
    public String realmHash(String user, String realm) {
        questions.incrementAndGet();
        return hashes.get(user + ':' + realm);
    }
}
