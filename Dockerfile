FROM maven:3-eclipse-temurin-17 AS build
WORKDIR /source
COPY . .
RUN mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip -pl mirror-app -am package

FROM eclipse-temurin:17-jre
RUN useradd --system --user-group --uid 10001 --home-dir /data --shell /usr/sbin/nologin livemirror \
    && install -d -o livemirror -g livemirror /data /etc/livemirror
COPY --from=build /source/mirror-app/target/livemirror.jar /opt/livemirror/
COPY LICENSE NOTICE /opt/livemirror/

# The settings are /etc/livemirror/livemirror.yaml, if that file is mounted; the store is always /data.
ENV LIVEMIRROR_DATA=/data
WORKDIR /etc/livemirror
VOLUME /data
USER 10001:10001
# 7071 is the operator's port: on loopback in the container unless LIVEMIRROR_ADMIN_BIND says otherwise.
EXPOSE 7070 7071 2121 30000-30099

# Unhealthy until the first generation is published. Asked of the operator's port, which is the same whether HTTP, HTTPS or
# FTP is served, and to whom. Give another one where admin.port is another or admin.enabled is false.
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:7071/readyz"]

# Java is process 1 and gets SIGTERM itself: it drains, then exits with 0.
ENTRYPOINT ["java", "-Dsun.misc.unsafe.memory.access=allow", "-jar", "/opt/livemirror/livemirror.jar"]
CMD ["serve"]
