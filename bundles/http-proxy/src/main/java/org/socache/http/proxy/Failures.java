// SPDX-License-Identifier: Apache-2.0
package org.socache.http.proxy;

import java.io.EOFException;
import java.net.ConnectException;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import org.eclipse.jetty.client.HttpResponseException;
import org.eclipse.jetty.http.BadMessageException;

/** What went wrong with an origin, in words for the log: the client's own have its inner state in them. */
final class Failures {

    private Failures() {}

    static String text(Throwable failure) {
        if (failure instanceof EOFException) {
            return "it closed the connection";
        }
        if (failure instanceof TimeoutException) {
            return String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        }
        if (failure instanceof HttpResponseException) {
            return "its answer is no HTTP" + (failure.getCause() == null ? "" : ": " + text(failure.getCause()));
        }
        if (failure instanceof BadMessageException refused && refused.getReason() != null) {
            return refused.getReason();
        }
        if (failure instanceof RejectedExecutionException) {
            return "no connection to it was free";
        }
        if (failure instanceof ConnectException) {
            return "connection refused";
        }
        return failure.getMessage() == null || failure.getMessage().contains("@")
                ? failure.getClass().getSimpleName()
                : failure.getClass().getSimpleName() + ": " + failure.getMessage();
    }
}
