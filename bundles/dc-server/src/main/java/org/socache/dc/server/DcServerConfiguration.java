// SPDX-License-Identifier: Apache-2.0
package org.socache.dc.server;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** What a console shows of the configuration; {@link ServerSettings} reads and checks it. */
@ObjectClassDefinition(
        name = "Socache distcache server",
        description = "Lets distcache clients share a cache of this node. One configuration is one server.")
@interface DcServerConfiguration {

    @AttributeDefinition(
            name = "Listen",
            description = "Where clients connect: UNIX:/path or IP:host:port. The protocol has neither users nor "
                    + "encryption: stay on a UNIX socket or 127.0.0.1.")
    String Listen();

    @AttributeDefinition(
            name = "Cache",
            description = "Provider and argument, as in CacheSocache, for instance shmcb:data/dc.cache(64M)")
    String Cache();

    @AttributeDefinition(name = "SocketMode", description = "Octal permissions of a UNIX socket")
    String SocketMode() default "600";

    @AttributeDefinition(
            name = "MaxConnections",
            description =
                    "Connections open at a time, 1 to 100000; for a further one the one idle for longest is closed")
    int MaxConnections() default 1024;

    @AttributeDefinition(
            name = "MaxMemory",
            description =
                    "Bytes of requests and answers under way over all connections, 70000 to 1073741824; when more are"
                            + " needed, the slowest client is closed")
    int MaxMemory() default 16777216;

    @AttributeDefinition(
            name = "RequestTimeout",
            description =
                    "Milliseconds for a request to arrive whole, and again for its answer to be taken, 10 to 3600000")
    int RequestTimeout() default 5000;

    @AttributeDefinition(
            name = "IdleTimeout",
            description = "Milliseconds between two requests of a connection before it is closed, 10 to 86400000")
    int IdleTimeout() default 300000;
}
