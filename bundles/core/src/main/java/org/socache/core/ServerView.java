// SPDX-License-Identifier: Apache-2.0
package org.socache.core;

import java.beans.ConstructorProperties;

import org.socache.api.ServerStatus;

/** A {@link ServerStatus} in the shape that JMX makes a composite of. */
public final class ServerView {

    private final ServerStatus server;

    @ConstructorProperties({"address", "up", "roundTripMicros", "detail"})
    public ServerView(String address, boolean up, long roundTripMicros, String detail) {
        this(new ServerStatus(address, up, roundTripMicros, detail));
    }

    ServerView(ServerStatus server) {
        this.server = server;
    }

    public String getAddress() {
        return server.address();
    }

    public boolean isUp() {
        return server.up();
    }

    public long getRoundTripMicros() {
        return server.roundTripMicros();
    }

    public String getDetail() {
        return server.detail();
    }
}
