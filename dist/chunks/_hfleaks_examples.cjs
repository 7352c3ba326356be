const e=[{rule:`hf-app-token`,leaks:[{as:`example.txt`,text:`APP_TOKEN={{token}}`},{as:`values.yaml`,text:`common:
  hfToken: {{token}}
`},{as:`job.py`,text:`HfApi(token="{{token}}").list_models()
`},{as:`.env.production`,text:`COMMON_HF_TOKEN='{{token}}'
`}],clean:[{as:`example.txt`,text:`APP_TOKEN={{token:x}}`},{as:`example.txt`,text:`APP_TOKEN={{token:31}}`},{as:`example.txt`,text:`APP_TOKEN={{token:33}}`},{as:`example.txt`,text:`APP_TOKEN=hf_app_datasets-server_token`},{as:`example.txt`,text:`APP_TOKEN=hf_app_datasets-server-parquet-converter_token`},{as:`names.py`,text:`hf_app_withaverylongnameinlowercaseonly = 1
`}],misses:[]},{rule:`hf-jwt-token`,leaks:[{as:`example.txt`,text:`HF_TOKEN={{token}}`},{as:`build.log`,text:`2026-08-01T10:00:00Z Authorization: Bearer {{token}}
`},{as:`exchange.json`,text:`{"access_token": "{{token}}", "expires_in": 3600}
`},{as:`publish.sh`,text:`hf upload user/model . --token {{token}}
`},{as:`notes.md`,text:"It was _{{token}}_, before that __{{token:other}}__ and `{{token}}`.\n"}],clean:[{as:`example.txt`,text:`HF_TOKEN=hf_jwt_token`},{as:`keys.py`,text:`hf_jwt_public_keys_url = 'https://huggingface.co/api/keys/jwt'
hf_jwt_algorithm = 'EdDSA'
`},{as:`docs.md`,text:"The exchange answers `hf_jwt_eyJ...`, valid for one hour.\n"},{as:`masked.log`,text:`Authorization: Bearer hf_jwt_eyJhbGciOiJFZERTQSJ9.eyJ.***
`}],misses:[]},{rule:`hf-legacy-api-token`,leaks:[{as:`example.txt`,text:`HUGGINGFACE_TOKEN={{token}}`},{as:`query.py`,text:`API_URL = "https://api-inference.huggingface.co/models/gpt2"
headers = {"Authorization": "Bearer {{token}}"}
`},{as:`setup.sh`,text:`# for transformers
echo {{token}} > ~/.token
`},{as:`config.json`,text:`{"hf_token": "{{token}}"}
`},{as:`load.py`,text:`model = AutoModel.from_pretrained("org/model", use_auth_token="{{token}}")
`}],clean:[{as:`load.py`,text:`model = AutoModel.from_pretrained("org/model", use_auth_token="{{token:x}}")
`},{as:`example.txt`,text:`STRIPE_TOKEN={{token}}`},{as:`example.txt`,text:`HUGGINGFACE_TOKEN={{token:x}}`},{as:`example.txt`,text:`HUGGINGFACE_TOKEN={{token:33}}`},{as:`hugging.py`,text:`from transformers import pipeline
api_inference_endpoint_for_models = None
`}],misses:[]},{rule:`hf-oauth-app-secret`,leaks:[{as:`example.txt`,text:`OAUTH_CLIENT_SECRET={{token}}`},{as:`.env`,text:`OAUTH_CLIENT_ID=00000000-0000-0000-0000-000000000000
OAUTH_CLIENT_SECRET={{token}}
`},{as:`auth.py`,text:`oauth.register('huggingface', client_secret='{{token}}')
`},{as:`values.yaml`,text:`oauth: {clientSecret: {{token}}}
`}],clean:[{as:`example.txt`,text:`OAUTH_CLIENT_SECRET={{token:x}}`},{as:`example.txt`,text:`OAUTH_CLIENT_SECRET={{token:33}}`},{as:`example.txt`,text:`OAUTH_CLIENT_SECRET={{token:35}}`},{as:`example.txt`,text:`OAUTH_CLIENT_SECRET=oauth_app_secret_here`},{as:`app.py`,text:`oauth_app_secret_name = os.environ['OAUTH_CLIENT_SECRET']
`}],misses:[]},{rule:`hf-oauth-refresh-token`,leaks:[{as:`example.txt`,text:`refresh_token = {{token}}`},{as:`huggingface/stored_tokens`,text:`[work]
refresh_token = {{token}}
expires_at = 1790000000
`},{as:`response.json`,text:`{"token_type": "bearer", "refresh_token": "{{token}}", "expires_in": 28800}
`},{as:`tapes.json`,text:`{"body": "grant_type=refresh_token&refresh_token={{token}}&client_id=1"}
`}],clean:[{as:`example.txt`,text:`refresh_token = {{token:x}}`},{as:`example.txt`,text:`refresh_token = {{token:33}}`},{as:`example.txt`,text:`refresh_token = {{token:35}}`},{as:`example.txt`,text:`refresh_token = hf_oauth__refresh_token`},{as:`auth.py`,text:`def hf_oauth__refresh_(session):
    return session.refresh_token
`}],misses:[]},{rule:`hf-oauth-token`,leaks:[{as:`example.txt`,text:`HF_TOKEN={{token}}`},{as:`huggingface/stored_tokens`,text:`[work]
hf_token = {{token}}
expires_at = 1790000000
`},{as:`client.ts`,text:`const client = new InferenceClient("{{token}}");
`},{as:`trace.log`,text:`GET /api/whoami-v2
Authorization: Bearer {{token}}
`},{as:`run.ipynb`,cell:{part:`source`,text:`headers = {'Authorization': 'Bearer {{token}}'}`}},{as:`notes.md`,text:"It was _{{token}}_, before that __{{token:other}}__ and `{{token}}`.\n"}],clean:[{as:`example.txt`,text:`HF_TOKEN=hf_oauth_123`},{as:`README.md`,text:`hf_oauth: true
hf_oauth_scopes:
  - read-repos
hf_oauth_expiration_minutes: 480
`},{as:`docs.md`,text:"The token looks like `hf_oauth_eyJ...`.\n"},{as:`masked.log`,text:`Authorization: Bearer hf_oauth_eyJhbGciOiJFZERTQSJ9.****.****
`}],misses:[]},{rule:`hf-org-token`,leaks:[{as:`example.txt`,text:`HF_TOKEN={{token}}`},{as:`.env`,text:`HUGGINGFACE_API_KEY="{{token}}"
`},{as:`query.py`,text:`headers = {"Authorization": f"Bearer {{token}}"}
`},{as:`query.js`,text:`fetch(url, { headers: { Authorization: 'Bearer {{token}}' } });
`},{as:`keys.txt`,text:`{{token}},{{token:other}}
`}],clean:[{as:`example.txt`,text:`HF_TOKEN={{token:X}}`},{as:`example.txt`,text:`HF_TOKEN={{token:33}}`},{as:`example.txt`,text:`HF_TOKEN={{token:35}}`},{as:`example.txt`,text:`HF_TOKEN=api_org_123456789`},{as:`api.py`,text:`def api_org_members(api_org_name):
    return api_org_name
`}],misses:[]},{rule:`hf-partial-token`,leaks:[{as:`example.txt`,text:`HF_TOKEN={{token}}`},{as:`README.md`,text:"We used `{{token}}` for the demo.\n"},{as:`train.log`,text:`Logged in with token {{token}} as alice
`},{as:`config.json`,text:`{"env": {"HF_TOKEN": "{{token}}"}}
`}],clean:[{as:`example.txt`,text:`HF_TOKEN={{token:x}}`},{as:`example.txt`,text:`HF_TOKEN=hf_your_token_here`},{as:`example.txt`,text:`HF_TOKEN=hf_xxx`},{as:`README.md`,text:"Set `HF_TOKEN` to your token (`hf_...`, `hf_***` or `hf_xxxxxx...xxxx`).\n"},{as:`masked.log`,text:`token: hf_abcd...wxyz, next: hf_****
`},{as:`load.py`,text:`from huggingface_hub import hf_hub_download, hf_hub_url
hf_raise_for_status(response)
`},{as:`words.txt`,text:`hf_thisTokenIsMaskedForReaders...andNothingElse
`}],misses:[]},{rule:`hf-s3-access-key`,leaks:[{as:`example.txt`,text:`AWS_ACCESS_KEY_ID={{token}}`},{as:`.aws/credentials`,text:`[hf]
aws_access_key_id = {{token}}
endpoint_url = https://s3.hf.co/user
`},{as:`sync.py`,text:`s3 = boto3.client('s3', endpoint_url='https://s3.hf.co/user', aws_access_key_id='{{token}}')
`},{as:`rclone.conf`,text:`[hub]
type = s3
access_key_id = {{token}}
endpoint = s3.hf.co
`}],clean:[{as:`example.txt`,text:`AWS_ACCESS_KEY_ID={{token:X}}`},{as:`example.txt`,text:`AWS_ACCESS_KEY_ID=HFAK...`},{as:`example.txt`,text:`AWS_ACCESS_KEY_ID=HFAKEXAMPLEKEYIDHERE`},{as:`example.txt`,text:`AWS_ACCESS_KEY_ID=HFAKyouraccesskeygoeshere`},{as:`example.txt`,text:`AWS_ACCESS_KEY_ID=HFAKISTHEPREFIX`},{as:`example.txt`,text:`NAME={{token}}`},{as:`docs.md`,text:"The access key id begins with `HFAK`; use it with https://s3.hf.co.\n"}],misses:[]},{rule:`hf-s3-session-token`,leaks:[{as:`example.txt`,text:`AWS_SESSION_TOKEN={{token}}`},{as:`credentials`,text:`[hf]
aws_session_token = {{token}}
`},{as:`session.json`,text:`{"sessionToken": "{{token}}"}
`},{as:`debug.log`,text:`x-amz-security-token: {{token}}
`},{as:`notes.md`,text:"It was _{{token}}_, before that __{{token:other}}__ and `{{token}}`.\n"}],clean:[{as:`example.txt`,text:`AWS_SESSION_TOKEN=hf_s3_token`},{as:`client.py`,text:`hf_s3_client.list_objects_v2.paginate(bucket)
`},{as:`names.py`,text:`hf_s3_filesystem_with_retries.open_output_stream_for_writing.close_and_wait_until_it_is_all_uploaded_x()
`},{as:`docs.md`,text:"A session token looks like `hf_s3_x.x.x`.\n"}],misses:[]},{rule:`hf-signed-url`,leaks:[{as:`example.txt`,text:`https://user-space.hf.space/?{{token}}`},{as:`README.md`,text:`[Demo](https://user-space.hf.space/?{{token}})
`},{as:`index.html`,text:`<iframe src="https://user-space.hf.space/?{{token}}&amp;__theme=dark"></iframe>
`},{as:`app.js`,text:`const url = 'https://user-space.hf.space/?__theme=light&{{token}}';
`},{as:`notes.md`,text:`It was _https://user-space.hf.space/?{{token}}_ once.
`}],clean:[{as:`example.txt`,text:`https://user-space.hf.space/?__sign=...`},{as:`example.txt`,text:`https://user-space.hf.space/?__sign=eyJhbGciOiJFZERTQSJ9.x.y`},{as:`app.js`,text:"const url = `https://user-space.hf.space/?__sign=${jwt}`;\n"},{as:`other.txt`,text:`https://example.org/?__sign=d41d8cd98f00b204e9800998ecf8427e
`}],misses:[]},{rule:`hf-user-token`,leaks:[{as:`example.txt`,text:`HF_TOKEN={{token}}`},{as:`.env`,text:`# production
HF_TOKEN={{token}}# do not lose
PORT=7860
`},{as:`app.py`,text:`from huggingface_hub import login

login(token="{{token}}")
`},{as:`train.py`,text:`tokens = [{{token}}, {{token:other}}]
`},{as:`.git/config`,text:`[remote "origin"]
	url = https://user:{{token}}@huggingface.co/user/model
`},{as:`compose.yaml`,text:`services:
  tgi:
    environment:
      - HF_TOKEN=\${HF_TOKEN:-{{token}}}
`},{as:`deploy.sh`,text:`echo {{token}}|hf auth login --token-stdin && run
`},{as:`.bashrc`,text:`export HF_TOKEN={{token}}export PATH=$PATH:/opt/bin
`},{as:`.env.local`,text:`HF_TOKEN={{token}}WANDB_MODE=offline
`},{as:`session.log`,text:`# cat ~/.cache/huggingface/token
{{token}}root@3f2a91:/workspace# nvidia-smi
`},{as:`shell.txt`,text:`{{token}}bash-5.1# exit
`},{as:`powershell.txt`,text:`{{token}}PS C:\\Users\\me> dir
`},{as:`login.log`,text:`Enter your token (input will not be visible): {{token}}Add token as git credential? (Y/n) n
`},{as:`config.json`,text:`{"env": {"HF_TOKEN": "{{token}}"}}
`},{as:`error.log`,text:`SM_HPS={\\"use_auth_token\\":\\"{{token}}\\"}
`},{as:`strings.xml`,text:`<string name="token">{{token}}</string>
`},{as:`users.csv`,text:`name,token,role
alice,{{token}},read
`},{as:`train.log`,text:`Using token: \x1B[32m{{token}}\x1B[0m
`},{as:`notes.md`,text:`the old one was _{{token}}_ and **{{token:other}}**.
`},{as:`requirements.txt`,text:`git+https://user:{{token}}@huggingface.co/user/package
`},{as:`url.txt`,text:`https://huggingface.co/api/models?token={{token}}&limit=1
`},{as:`old.txt`,text:`key_{{token}}_old
`},{as:`state.pkl`,text:`\u0080}q\0X\0\0\0tokenqX%\0\0\0{{token}}qs.`},{as:`args.pkl`,text:`\u0080\u00950\0\0\0\0\0\0\0}\u0094\u008ctoken\u0094\u008c%{{token}}q.`},{as:`users.avro`,text:`Objavro.schema"string"\0J{{token}}J{{token:other}}Jnext`},{as:`module.pyc`,text:`\u00e3\0\0\0\0z%{{token}}N)\u00damain`},{as:`secret.yaml`,text:`kind: Secret
data:
  token: {{token:base64}}
`},{as:`run.ipynb`,cell:{part:`source`,text:`from huggingface_hub import login
login("{{token}}")`}},{as:`run.ipynb`,text:`{"cells": [{"cell_type": "code", "metadata": {}, "outputs": [], "source": ["%env HF_TOKEN={{token}}\\n"]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
`},{as:`joined.py`,text:`TOKEN = "{{token:head}}" + "{{token:tail}}"
`},{as:`mail.eml`,text:`token: {{token:head}}=\r
{{token:tail}}\r
`},{as:`mail.json`,text:`{"body": "{{token:wrapped}}"}
`}],clean:[{as:`example.txt`,text:`HF_TOKEN={{token:x}}`},{as:`example.txt`,text:`HF_TOKEN={{token:A}}`},{as:`example.txt`,text:`HF_TOKEN={{token:alphabet}}`},{as:`example.txt`,text:`HF_TOKEN={{token:33}}`},{as:`example.txt`,text:`HF_TOKEN={{token:35}}`},{as:`example.txt`,text:`HF_TOKEN=hf_your_token_here`},{as:`example.txt`,text:`HF_TOKEN=hf_xxxxxxxxxxxxxxxx`},{as:`README.md`,text:"Set `HF_TOKEN` to your token (`hf_...`) from https://huggingface.co/settings/tokens.\n"},{as:`load.py`,text:`from huggingface_hub import hf_hub_download, hf_hub_url
hf_raise_for_status(response)
`},{as:`app.py`,text:`token = os.environ['HF_TOKEN']
login(token=token)
`},{as:`random.txt`,text:`kWqJ{{token}}Tz
100%{{token:other}}Tz
`},{as:`symbols.txt`,text:`00000001 t _{{token:42}}
`},{as:`deploy.yaml`,text:`env:
  HF_TOKEN: \${{ secrets.HF_TOKEN }}
`},{as:`example.py`,text:`TOKEN = '{{token}}'  # hfleaks:allow hf-user-token -- revoked, kept for the lesson
`}],misses:[{example:{as:`.env`,text:`HF_TOKEN={{token}}port=80
`},why:`a lower-case letter behind it reads as part of a longer word`},{example:{as:`app.py`,text:`TOKEN = '{{token:escaped}}'
`},why:`no program escapes one letter in the middle alone`},{example:{as:`app.py`,text:`TOKEN = '{{token}}1'
`},why:`one digit behind it makes it one character too long`},{example:{as:`app.ps1`,text:`$t = '{1}{0}' -f '{{token:tail}}', '{{token:head}}'
`},why:`pieces are read in the order of the file`},{example:{as:`app.py`,text:`parts.append('{{token:head}}')
parts.append('{{token:tail}}')
print(parts)
`},why:`a list that nobody joins holds two texts`}]},{rule:`hf-user-token-alnum`,leaks:[{as:`example.txt`,text:`HF_TOKEN={{token}}`},{as:`app.py`,text:`client = InferenceClient(api_key='{{token}}', provider='auto')
`},{as:`run.sh`,text:`curl -H "Authorization: Bearer {{token}}" https://huggingface.co/api/whoami-v2
`},{as:`.git-credentials`,text:`https://hf_user:{{token}}@huggingface.co
`},{as:`mcp.json`,text:`{"mcpServers": {"hf": {"headers": {"Authorization": "Bearer {{token}}"}}}}
`},{as:`history.txt`,text:`export HF_TOKEN={{token}}&&python train.py
`}],clean:[{as:`example.txt`,text:`HF_TOKEN={{token:x}}`},{as:`example.txt`,text:`HF_TOKEN={{token:33}}`},{as:`example.txt`,text:`HF_TOKEN={{token:35}}`},{as:`example.txt`,text:`HF_TOKEN=hf_abc123xyz456`},{as:`docs.md`,text:"Use a token such as `hf_YOUR_TOKEN_1`.\n"},{as:`blob.js`,text:`const wasm = 'AGFzbQEAAAABBgFgAX8Bf2Rm_w-{{token}}_QICAgEDAgEAb2s';
`}],misses:[]},{rule:`notebook-output-token`,leaks:[{as:`run.ipynb`,cell:{part:`output`,text:`{{token}}
`}},{as:`run.ipynb`,cell:{part:`output`,text:`Token:
{{token}} ok
`}},{as:`run.ipynb`,cell:{part:`output`,text:`token	{{token}}
`}},{as:`run.ipynb`,cell:{part:`output`,text:`\x1B[32m{{token}}\x1B[0m`}},{as:`run.ipynb`,cell:{part:`output`,text:`{"token": "{{token}}", "user": "me"}`}}],clean:[{as:`run.ipynb`,cell:{part:`source`,text:`login('{{token}}')`}},{as:`run.ipynb`,cell:{part:`output`,text:`Logged in, token {{token:x}}
`}},{as:`run.ipynb`,cell:{part:`output`,text:`Token is valid (permission: read).
Your token has been saved to /root/.cache/huggingface/token
`}},{as:`output.txt`,text:`{{token}}
`}],misses:[]}];exports.examples=e;