// SPDX-License-Identifier: Apache-2.0
package org.socache.authn;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A back end with users, that counts its questions and can be down. */
public final class UserTable {

    private final Map<String, String> passwords = new ConcurrentHashMap<>();
    private final AtomicInteger questions = new AtomicInteger();
    private volatile boolean down;

    public UserTable with(String user, String password) {
        passwords.put(user, password);
        return this;
    }

    public void without(String user) {
        passwords.remove(user);
    }

    public void goDown() {
        down = true;
    }

    public void comeBack() {
        down = false;
    }

    public int questions() {
        return questions.get();
    }

    public Verdict check(String user, String password) {
        questions.incrementAndGet();
        if (down) {
            throw new IllegalStateException("back end is down");
        }
        String right = passwords.get(user);
        if (right == null) {
            return Verdict.UNKNOWN_USER;
        }
        return right.equals(password)
                ? Verdict.granted(("roles of " + user).getBytes(StandardCharsets.UTF_8))
                : Verdict.DENIED;
    }
}
