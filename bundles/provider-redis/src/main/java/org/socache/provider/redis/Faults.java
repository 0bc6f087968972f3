// SPDX-License-Identifier: Apache-2.0
package org.socache.provider.redis;

import java.net.SocketTimeoutException;
import java.util.NoSuchElementException;
import java.util.function.Supplier;

import org.socache.provider.support.Unreachable;
import redis.clients.jedis.exceptions.JedisException;

/** What lies behind Jedis's exceptions. */
final class Faults {

    private Faults() {}

    /**
     * What a call returns.
     *
     * @throws Unreachable if the server's answer is not Redis's. Jedis does not check what it reads, and on Sentinel and Cluster
     *     believes absurd lengths and depths: the errors by which that shows are all here
     */
    static <T> T sensible(Supplier<T> call) {
        try {
            return call.get();
        } catch (ClassCastException
                | NumberFormatException
                | IndexOutOfBoundsException
                | OutOfMemoryError
                | StackOverflowError nonsense) {
            throw new Unreachable("its answer is not Redis's: " + nonsense, nonsense);
        }
    }

    /** One line for an operator: what failed, and what the system said. */
    static String reason(JedisException fault) {
        Throwable root = root(fault);
        if (root.getMessage() != null && root.toString().equals(fault.getMessage())) {
            return root.getMessage(); // Jedis had nothing to add
        }
        return root == fault ? String.valueOf(fault.getMessage()) : fault.getMessage() + " (" + root.getMessage() + ")";
    }

    static boolean isTimeout(JedisException fault) {
        return root(fault) instanceof SocketTimeoutException;
    }

    /** Whether all connections that we may have were in use: the server was not asked. */
    static boolean isOurs(JedisException fault) {
        return root(fault) instanceof NoSuchElementException;
    }

    /** Jedis tries every address of a host, and keeps what happened as suppressed exceptions. */
    private static Throwable root(Throwable fault) {
        Throwable root = fault;
        while (true) {
            if (root.getCause() != null) {
                root = root.getCause();
            } else if (root.getSuppressed().length > 0) {
                root = root.getSuppressed()[0];
            } else {
                return root;
            }
        }
    }
}
