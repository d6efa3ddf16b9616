// Run by mongosh (docker-compose.yml, mongo-init): waits for the server, initiates its replica set when it is new, and
// ends when it is primary. The member's name is that of the compose network, where services will find it; from the
// host connect with directConnection=true, which asks nobody for names.
const MEMBER = 'mongo:27017';
const REPLICA_SET = 'rs0';
const NOT_YET_INITIALIZED = 94;
const LIMIT_MS = 60_000;

/** @returns whether the server is primary */
function isPrimary() {
  const uri = `mongodb://${MEMBER}/?directConnection=true&serverSelectionTimeoutMS=2000`;
  const admin = new Mongo(uri).getDB('admin');
  if (admin.runCommand({ hello: 1 }).isWritablePrimary) return true;
  try {
    admin.runCommand({ replSetGetConfig: 1 });
  } catch (error) {
    if (error.code !== NOT_YET_INITIALIZED) throw error;
    admin.runCommand({ replSetInitiate: { _id: REPLICA_SET, members: [{ _id: 0, host: MEMBER }] } });
    print(`${REPLICA_SET} initiated`);
  }
  return false;
}

const deadline = Date.now() + LIMIT_MS;
let last;
let primary = false;
while (!primary && Date.now() < deadline) {
  try {
    primary = isPrimary();
  } catch (error) {
    last = error; // Not up yet, or between two states; the limit bounds it.
  }
  if (!primary) sleep(200);
}
print(
  primary ? `${MEMBER} is primary` : `${MEMBER} is not primary after ${LIMIT_MS / 1000} s: ${last?.message}`,
);
quit(primary ? 0 : 1);
